package io.conclave.agents.analyst.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Turns a sentence into a vector of unit length whose direction is its meaning: MiniLM-L6-v2, int8, one thread.
 *
 * <p>It is a LangChain4j {@link EmbeddingModel}, so it fits wherever that library wants one. LangChain4j's own class for
 * these weights is not used: it reads them through the heap and brings a native tokenizer (docs/adr/0010-embeddings.md).
 * Texts are run one by one, so that a vector never depends on what else was asked. The same text gives the same vector
 * on the same kind of processor; int8 kernels of other instruction sets differ in the last digits. Safe for several
 * threads. The session's native memory lives until {@link #close()}.
 */
public final class SentenceEncoder implements EmbeddingModel, AutoCloseable {
    /** Numbers in a vector. */
    public static final int DIMENSION = 384;

    /** Longest text in tokens, marks included; the rest is not read. What the network was trained for. */
    private static final int MOST_TOKENS = 256;

    private static final String TOKENIZER = "/" + Weights.MODEL + "-tokenizer.json";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final WordPiece tokenizer;

    private SentenceEncoder(Path weights, WordPiece tokenizer) throws OrtException {
        this.tokenizer = tokenizer;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            this.session = environment.createSession(weights.toString(), options);
        }
    }

    /** Opens the encoder with its weights in the user's cache directory. */
    public static SentenceEncoder open() {
        return open(Weights.defaultDirectory());
    }

    /**
     * Opens the encoder.
     *
     * @param directory where the weights are unpacked to, 23 MB, kept for the next start
     */
    public static SentenceEncoder open(Path directory) {
        try (InputStream json = SentenceEncoder.class.getResourceAsStream(TOKENIZER)) {
            if (json == null) {
                throw new IOException(TOKENIZER + " is not on the class path");
            }
            return new SentenceEncoder(Weights.in(directory), WordPiece.read(json));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the sentence encoder's vocabulary", e);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not open the sentence encoder: " + e.getMessage(), e);
        }
    }

    /** Names the exact weights: {@code all-minilm-l6-v2-q@afdb6f1a0e45}. */
    public static String id() {
        return Weights.MODEL + "@" + Weights.SHA256.substring(0, 12);
    }

    /** The mean over the text's tokens, scaled to length one; {@link #DIMENSION} numbers, a fresh array. */
    public float[] encode(String text) {
        return pool(text).mean();
    }

    /** Two summaries of a text: what its tokens say on average, and the most any of them says. */
    public Pooled pool(String text) {
        int[] ids = tokenizer.encode(text, MOST_TOKENS);
        long[] shape = {1, ids.length};
        long[] input = Arrays.stream(ids).asLongStream().toArray();
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (var inputIds = OnnxTensor.createTensor(environment, LongBuffer.wrap(input), shape);
                var mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                var types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
                var result =
                        session.run(Map.of("input_ids", inputIds, "attention_mask", mask, "token_type_ids", types))) {
            return Pooled.of(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on a text of " + ids.length + " tokens", e);
        }
    }

    /**
     * A text's vector in two forms, each of unit length.
     *
     * @param mean over all tokens
     * @param max the largest value of each coordinate over all tokens
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    public record Pooled(float[] mean, float[] max) {
        private static Pooled of(FloatBuffer tokens, int count) {
            double[] sum = new double[DIMENSION];
            double[] most = new double[DIMENSION];
            Arrays.fill(most, Double.NEGATIVE_INFINITY);
            for (int t = 0; t < count; t++) {
                for (int j = 0; j < DIMENSION; j++) {
                    float value = tokens.get(t * DIMENSION + j);
                    sum[j] += value;
                    most[j] = Math.max(most[j], value);
                }
            }
            return new Pooled(unit(sum), unit(most));
        }

        private static float[] unit(double[] vector) {
            double squares = 0;
            for (double v : vector) {
                squares += v * v;
            }
            double length = Math.sqrt(squares);
            float[] unit = new float[vector.length];
            for (int j = 0; j < vector.length; j++) {
                unit[j] = (float) (vector[j] / length);
            }
            return unit;
        }
    }

    // ---- as LangChain4j knows it

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        return Response.from(segments.stream()
                .map(segment -> Embedding.from(encode(segment.text())))
                .toList());
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public String modelName() {
        return id();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the sentence encoder", e);
        }
    }
}
