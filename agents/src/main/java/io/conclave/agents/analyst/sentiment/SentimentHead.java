package io.conclave.agents.analyst.sentiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The last layer: from a sentence's vector to a {@link Sentiment}, by multinomial logistic regression.
 *
 * <p>Read from a small JSON document that the trainer writes; {@code sentiment-head.card.md} beside it says what it was
 * trained on and how good it is. A head fits one encoder and refuses another.
 */
public final class SentimentHead {
    private static final String BUNDLED = "sentiment-head.json";
    private static final int CLASSES = 3;

    private final String id;
    private final float[][] weights;
    private final float[] bias;

    private SentimentHead(String id, float[][] weights, float[] bias) {
        this.id = id;
        this.weights = weights;
        this.bias = bias;
    }

    /** The head that ships with the analyst. */
    public static SentimentHead bundled() {
        try (InputStream in = SentimentHead.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException(BUNDLED + " is not on the class path beside " + SentimentHead.class);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + BUNDLED, e);
        }
    }

    /**
     * Reads what the trainer writes.
     *
     * @throws IllegalArgumentException if the document is no head, or one for another encoder
     */
    public static SentimentHead parse(String json) {
        try {
            var document = new ObjectMapper().readTree(json);
            String encoder = document.path("encoder").asText();
            if (!encoder.equals(SentenceEncoder.id())) {
                throw new IllegalArgumentException("The sentiment head was trained for the encoder \"" + encoder
                        + "\", not for " + SentenceEncoder.id() + ": train it again");
            }
            var rows = document.path("weights");
            if (rows.size() != CLASSES) {
                throw new IllegalArgumentException(
                        "A sentiment head has weights for negative, neutral and positive, not " + rows.size()
                                + " rows");
            }
            float[][] weights = new float[CLASSES][];
            for (int k = 0; k < CLASSES; k++) {
                weights[k] = floats(rows.get(k), SentenceEncoder.DIMENSION);
            }
            return new SentimentHead(shortHash(json), weights, floats(document.path("bias"), CLASSES));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The sentiment head is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Names the exact numbers: twelve hex digits of the document's SHA-256. */
    public String id() {
        return id;
    }

    /**
     * What the sentence says.
     *
     * @param vector from {@link SentenceEncoder#encode}
     */
    public Sentiment judge(float[] vector) {
        double[] score = new double[CLASSES];
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            double sum = bias[k];
            for (int j = 0; j < vector.length; j++) {
                sum += (double) weights[k][j] * vector[j];
            }
            score[k] = sum;
            most = Math.max(most, sum);
        }
        double total = 0;
        for (int k = 0; k < CLASSES; k++) {
            score[k] = StrictMath.exp(score[k] - most);
            total += score[k];
        }
        return new Sentiment(score[0] / total, score[1] / total, score[2] / total);
    }

    private static float[] floats(JsonNode array, int length) {
        if (array.size() != length) {
            throw new IllegalArgumentException(
                    "A sentiment head needs " + length + " numbers where " + array.size() + " stand");
        }
        float[] numbers = new float[length];
        for (int j = 0; j < length; j++) {
            numbers[j] = (float) array.get(j).asDouble(Double.NaN);
            if (!Float.isFinite(numbers[j])) {
                throw new IllegalArgumentException("A sentiment head holds numbers only, not " + array.get(j));
            }
        }
        return numbers;
    }

    private static String shortHash(String json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
