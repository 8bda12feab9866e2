package io.conclave.agents.quant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Models by what they were trained on: a directory of {@code SHA-256-of-the-training-set.ubj}.
 *
 * <p>What is on the shelf is not trained again. Several processes may share one: files appear whole.
 */
final class ModelShelf implements AutoCloseable {
    private final Path directory;
    private final TrainerProcess trainer;
    private final Consumer<TrainingReport> onTrained;

    ModelShelf(QuantSettings.Trainer trainer, Consumer<TrainingReport> onTrained) {
        this.directory = trainer.shelf();
        this.trainer = new TrainerProcess(trainer);
        this.onTrained = onTrained;
    }

    /**
     * The model of this training set, trained if it has to be.
     *
     * @param set as the trainer reads it
     * @throws TrainingFailedException if there is none and none could be made
     */
    TrainedModel model(byte[] set) {
        String name = TrainingSet.sha256(set) + ".ubj";
        var file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            if (!Files.isRegularFile(file)) {
                onTrained.accept(trainer.train(set, file));
            }
            return TrainedModel.load(directory, name);
        } catch (TrainedModel.UnreadableException e) {
            take(file);
            throw new TrainingFailedException(file + " was no model and is removed; it will be trained again", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Models cannot be kept in " + directory, e);
        }
    }

    private static void take(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Remove " + file + ": it is no model", e);
        }
    }

    /** Ends a training that is under way. */
    @Override
    public void close() {
        trainer.close();
    }
}
