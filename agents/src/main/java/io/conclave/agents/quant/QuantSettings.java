package io.conclave.agents.quant;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The block {@code conclave.quant}; {@code reference.conf} says what each key means.
 *
 * @param trust share of the model in the forecast, in [0, 1]; the rest is the base rate
 */
record QuantSettings(Schedule schedule, int maxSamples, double trust, Growth growth, Trainer trainer) {
    QuantSettings {
        if (maxSamples < schedule.minSamples()) {
            throw new IllegalArgumentException("conclave.quant.max-samples must not be less than min-samples");
        }
        if (!(trust >= 0 && trust <= 1)) {
            throw new IllegalArgumentException("conclave.quant.trust must lie in [0, 1], not " + trust);
        }
    }

    /** How the trees are grown; the trainer reads it from the training set. */
    record Growth(
            long seed,
            int rounds,
            int maxDepth,
            int bins,
            double learningRate,
            double l2,
            double minChildWeight,
            double rowShare,
            double featureShare) {}

    /**
     * The trainer's process.
     *
     * @param java the executable
     * @param shelf directory of the models
     */
    record Trainer(
            Path java, String classPath, String mainClass, List<String> jvmOptions, Duration timeout, Path shelf) {}

    static QuantSettings from(Config quant) {
        var trees = quant.getConfig("trees");
        var trainer = quant.getConfig("trainer");
        return new QuantSettings(
                new Schedule(quant.getInt("min-samples"), quant.getInt("retrain-every")),
                quant.getInt("max-samples"),
                quant.getDouble("trust"),
                new Growth(
                        trees.getLong("seed"),
                        trees.getInt("rounds"),
                        trees.getInt("max-depth"),
                        trees.getInt("bins"),
                        trees.getDouble("learning-rate"),
                        trees.getDouble("l2"),
                        trees.getDouble("min-child-weight"),
                        trees.getDouble("row-share"),
                        trees.getDouble("feature-share")),
                new Trainer(
                        java(trainer.getString("java")),
                        trainer.getString("class-path"),
                        trainer.getString("main-class"),
                        trainer.getStringList("jvm-options"),
                        trainer.getDuration("timeout"),
                        Path.of(quant.getString("model-directory")).toAbsolutePath()));
    }

    private static Path java(String configured) {
        return configured.isEmpty() ? Path.of(System.getProperty("java.home"), "bin", "java") : Path.of(configured);
    }
}
