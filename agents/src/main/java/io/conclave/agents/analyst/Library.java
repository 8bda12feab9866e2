package io.conclave.agents.analyst;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vectors of texts, each computed once and kept under the text's SHA-256.
 *
 * <p>It forgets what was not asked for longest; a forgotten vector is computed again and comes out the same, so the cache
 * changes no answer. Safe for several threads.
 */
final class Library {
    private final SentenceEncoder encoder;
    private final Map<String, float[]> vectors;

    /**
     * @param most how many vectors are kept, 1.6 kB each
     */
    Library(SentenceEncoder encoder, int most) {
        this.encoder = encoder;
        this.vectors = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                return size() > most;
            }
        };
    }

    /** The text's vector, shared: not to be written to. */
    synchronized float[] vector(String text) {
        String key = Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
        float[] known = vectors.get(key);
        if (known == null) {
            known = encoder.encode(text);
            vectors.put(key, known);
        }
        return known;
    }

    /** The cosine of the angle between two vectors of unit length. */
    static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }
}
