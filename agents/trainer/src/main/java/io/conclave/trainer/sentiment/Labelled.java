package io.conclave.trainer.sentiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * One headline as it speaks of one entity. A headline that names two entities is two rows, perhaps of unlike labels.
 *
 * @param entity as it is written in the headline
 * @param label 0 negative, 1 neutral, 2 positive
 */
record Labelled(String headline, String entity, int label) {
    /** Whether the headline belongs to the fifth that is never learned from before the last fit. */
    boolean laidAside() {
        return part("test", 5) == 0;
    }

    /**
     * Which of so many parts the headline falls into, the same for all its rows in every run: a headline seen in
     * training is never met again in testing.
     *
     * @param salt other salts split otherwise
     */
    int part(String salt, int parts) {
        String key = salt
                + headline.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", " ")
                        .strip();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            int number = ((hash[0] & 0xFF) << 16) | ((hash[1] & 0xFF) << 8) | (hash[2] & 0xFF);
            return number % parts;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
