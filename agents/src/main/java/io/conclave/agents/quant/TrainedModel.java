package io.conclave.agents.quant;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One model in native memory, ready to be asked; for one thread at a time. Close it. */
final class TrainedModel implements AutoCloseable {
    /** Says that a file holds no model. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(Path file, Throwable cause) {
            super(file + " is no model", cause);
        }
    }

    private final Model model;
    private final Predictor<float[], float[]> predictor;
    private final String sha256;

    private TrainedModel(Model model, String sha256) {
        this.model = model;
        this.predictor = model.newPredictor(new OneRow());
        this.sha256 = sha256;
    }

    static TrainedModel load(Path directory, String name) throws IOException {
        ServingLibrary.settle(directory);
        var file = directory.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        var model = Model.newInstance("quant", "XGBoost");
        try {
            model.load(directory, name);
            ServingLibrary.useOneThread(model);
            ServingLibrary.removeUnpacked();
            return new TrainedModel(model, TrainingSet.sha256(bytes));
        } catch (MalformedModelException | EngineException e) {
            model.close();
            throw new UnreadableException(file, e);
        }
    }

    /** SHA-256 of the file, hex: names the exact weights. */
    String sha256() {
        return sha256;
    }

    /** What the trees add to the prior: a softmax over down, flat, up. */
    float[] tilt(float[] features) {
        try {
            return predictor.predict(features);
        } catch (TranslateException e) {
            throw new IllegalStateException("Model " + sha256 + " cannot be asked", e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    private static final class OneRow implements NoBatchifyTranslator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] row) {
            return new NDList(context.getNDManager().create(row, new Shape(1, row.length)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList answer) {
            return answer.singletonOrThrow().toFloatArray();
        }
    }
}
