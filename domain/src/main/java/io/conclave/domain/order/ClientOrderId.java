package io.conclave.domain.order;

import io.conclave.domain.vote.DecisionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * The name we give an order, derived from what it is for: sent twice, it is the same order.
 *
 * @param value 1 to 36 letters, digits, dot, dash or underscore; ours are 32 characters of base 32
 */
public record ClientOrderId(String value) {
    private static final int LONGEST = 36;
    private static final Pattern NAME = Pattern.compile("[!-~]{1,48}");
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    public ClientOrderId {
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(ClientOrderId::isOfAnId)) {
            throw new IllegalArgumentException("\"" + value + "\" is no client order id");
        }
    }

    private static boolean isOfAnId(int c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }

    /**
     * The order that an account sends for a decision: 160 bits of SHA-256, base 32.
     *
     * @param ordinal 0 for the first order of a decision
     */
    public static ClientOrderId of(String account, DecisionId decision, int ordinal) {
        return hashed(account + "/" + decision + "/" + ordinal);
    }

    /**
     * The order that somebody calls by a name of their own, which may be longer than a venue takes: 160 bits of SHA-256,
     * base 32. No name gives the id of a decision's order.
     *
     * @param name 1 to 48 printable ASCII characters, no blank among them
     * @throws IllegalArgumentException if it is none; one sentence for whoever chose it
     */
    public static ClientOrderId named(String account, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A client order id is 1 to 48 printable ASCII characters without blanks, not \"" + name + "\"");
        }
        return hashed(account + " " + name);
    }

    private static ClientOrderId hashed(String what) {
        byte[] hash = sha256(what);
        var text = new StringBuilder(32);
        for (int bit = 0; bit < 160; bit += 5) {
            int window = (hash[bit / 8] & 0xff) << 8 | (hash[bit / 8 + 1] & 0xff);
            text.append(BASE32.charAt(window >> (11 - bit % 8) & 31));
        }
        return new ClientOrderId(text.toString());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
