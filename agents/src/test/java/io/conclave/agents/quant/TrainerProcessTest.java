package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real processes that are no trainers. */
class TrainerProcessTest {
    private static final byte[] SET = {1, 2, 3};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path shelf;

    @Test
    void aTrainerThatEndsBadlyIsAFailureThatTellsWhatItSaid() {
        fails(Trainers.Breaks.class, "The trainer ended with code 3: no luck today");
    }

    @Test
    void aTrainerThatLeavesNoModelIsAFailure() {
        fails(Trainers.DoesNothing.class, "The trainer ended well but left no model: it said nothing");
    }

    @Test
    void aReportThatIsNoneIsAFailure() {
        fails(Trainers.Babbles.class, "The trainer's report has no rows: hello");
    }

    @Test
    @Timeout(30)
    void aTrainerThatHangsIsEndedAfterItsTime() {
        fails(Trainers.Hangs.class, "The trainer took longer than 1 s (conclave.quant.trainer.timeout) and was ended");
        assertThat(ProcessHandle.current().children().filter(Trainers::isOurs)).isEmpty();
    }

    /** The build gives every test a variable of that kind. */
    @Test
    void aTrainerIsToldNoKeysAndNoPasswords() {
        assertThat(System.getenv("CONCLAVE_TEST_SECRET")).isNotNull();
        fails(Trainers.TellsItsSurroundings.class, "The trainer ended with code 3: that is all");
    }

    @Test
    void aClassPathThatIsNotThereIsNamed() {
        var nowhere = settings("nowhere/lib/*", Trainers.Hangs.class);

        assertThatExceptionOfType(TrainingFailedException.class)
                .isThrownBy(() -> train(new TrainerProcess(nowhere)))
                .withMessageStartingWith("There is no trainer at ")
                .withMessageContaining("nowhere/lib")
                .withMessageEndingWith("or set conclave.quant.trainer.class-path");
    }

    @Test
    @Timeout(30)
    void closingEndsATrainingUnderWay() {
        var trainer = new TrainerProcess(settings(testClasses(), Trainers.Hangs.class, Duration.ofMinutes(5)));
        var training = CompletableFuture.supplyAsync(() -> train(trainer));
        Trainers.awaitChild();
        trainer.close();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(training::join)
                .withRootCauseInstanceOf(TrainingFailedException.class)
                .withMessageContaining("ended with code 137");
        assertThatExceptionOfType(TrainingFailedException.class)
                .isThrownBy(() -> train(trainer))
                .withMessage("The Quant is closed");
    }

    @Test
    void whatADeadNodeLeftBehindIsSweptAndTheRestStays() throws IOException {
        // No process has this number: Linux counts to 2^22.
        var orphan = Files.createDirectories(shelf.resolve("training-99999999-a"));
        Files.writeString(orphan.resolve("lib.so"), "left");
        var neighbour = Files.createDirectories(
                shelf.resolve("training-" + ProcessHandle.current().pid() + "-b"));

        fails(Trainers.DoesNothing.class, "The trainer ended well but left no model: it said nothing");

        assertThat(orphan).doesNotExist();
        assertThat(neighbour).exists();
    }

    private void fails(Class<?> trainer, String sentence) {
        assertThatExceptionOfType(TrainingFailedException.class)
                .isThrownBy(() -> train(new TrainerProcess(settings(testClasses(), trainer))))
                .withMessage(sentence);
        assertThat(shelf.toFile().list((directory, name) -> name.endsWith(".ubj")))
                .isNullOrEmpty();
    }

    private TrainingReport train(TrainerProcess trainer) {
        return trainer.train(SET, shelf.resolve("model.ubj.none"));
    }

    private QuantSettings.Trainer settings(String classPath, Class<?> trainer) {
        return settings(classPath, trainer, Duration.ofSeconds(trainer == Trainers.Hangs.class ? 1 : 20));
    }

    private QuantSettings.Trainer settings(String classPath, Class<?> trainer, Duration timeout) {
        return new QuantSettings.Trainer(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath,
                trainer.getName(),
                List.of("-Xmx16m", "-XX:+UseSerialGC"),
                timeout,
                shelf);
    }

    private static String testClasses() {
        return Path.of("target", "test-classes").toAbsolutePath().toString();
    }
}
