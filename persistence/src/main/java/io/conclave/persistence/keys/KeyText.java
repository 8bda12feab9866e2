package io.conclave.persistence.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it: {@code tk_<id>_<secret>}, both in base 32. The secret is 32 random bytes, so that its plain
 * SHA-256 gives nothing away and no slow hash is needed.
 */
final class KeyText {
    private static final Pattern SHAPE = Pattern.compile("tk_([a-z2-7]{10})_[a-z2-7]{52}");
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final String id;
    private final String text;

    private KeyText(String id, String text) {
        this.id = id;
        this.text = text;
    }

    static KeyText random(SecureRandom random) {
        var id = base32(random, ID_BYTES);
        return new KeyText(id, "tk_" + id + "_" + base32(random, SECRET_BYTES));
    }

    /** @return empty if no key looks like that */
    static Optional<KeyText> read(String text) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches() ? Optional.of(new KeyText(shape.group(1), text)) : Optional.empty();
    }

    String id() {
        return id;
    }

    /** The key itself: for its holder's eyes, once. */
    String secret() {
        return text;
    }

    /** SHA-256 of the key, hex. */
    String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Whether this is the key whose digest is kept; takes as long for a near miss as for a wide one. */
    boolean isOf(String digest) {
        return MessageDigest.isEqual(
                digest().getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
    }

    private static String base32(SecureRandom random, int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : drawn) {
            held = (held << 8) | (next & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((held >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(BASE32.charAt((held << (5 - bits)) & 31));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "tk_" + id + "_…";
    }
}
