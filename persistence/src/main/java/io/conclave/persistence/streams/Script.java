package io.conclave.persistence.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the server does in one step. Each file tells its keys, arguments and answer; {@code prelude.lua} stands before each.
 *
 * @param sha under which the server remembers it
 */
record Script(String text, String sha) {
    static final Script PUBLISH = of("publish");
    static final Script ADMIT = of("admit");
    static final Script BEAT = of("beat");
    static final Script HELD = of("held");
    static final Script FAIL = of("fail");
    static final Script LEAVE = of("leave");
    static final Script REQUEUE = of("requeue");
    static final Script DRAIN = of("drain");
    static final Script METRICS = of("metrics");

    private static Script of(String name) {
        var text = read("prelude") + read(name);
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java knows SHA-1", e);
        }
    }

    private static String read(String name) {
        try (var in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("The script " + name + ".lua is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
