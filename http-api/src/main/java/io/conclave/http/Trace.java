package io.conclave.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a call belongs to, as W3C Trace Context names it, so that the log of a caller and ours can be laid side by side.
 *
 * @param id 32 hexadecimal digits, not all of them zero
 * @param wanted whether the caller keeps a record of it and would like one of ours
 */
record Trace(String id, boolean wanted) {
    /** The header, in all versions but the one that is reserved: {@code 00-4bf9…-00f0…-01}. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

    private static final SecureRandom DICE = new SecureRandom();
    private static final int SAMPLED = 1;

    /** The caller's; a new one if what was sent is no trace, which by the standard is no fault. */
    static Trace of(String header) {
        var parts = TRACEPARENT.matcher(header);
        if (!parts.matches()) {
            return begun();
        }
        return new Trace(parts.group(1), (HexFormat.fromHexDigits(parts.group(2)) & SAMPLED) != 0);
    }

    /** One that begins here. */
    static Trace begun() {
        var id = new byte[16];
        DICE.nextBytes(id);
        id[0] |= 1;
        return new Trace(HexFormat.of().formatHex(id), false);
    }
}
