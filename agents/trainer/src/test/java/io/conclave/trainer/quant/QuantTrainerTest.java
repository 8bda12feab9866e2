package io.conclave.trainer.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantTrainerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void theSameRowsGrowTheSameTrees() throws IOException, XGBoostError {
        byte[] once = Grove.grow(TrainingFile.read(file(Sets.ofRows(300, 30)))).model();
        byte[] again = Grove.grow(TrainingFile.read(file(Sets.ofRows(300, 30)))).model();

        assertThat(again).isEqualTo(once);
    }

    @Test
    void treesThatLearntBeatThePrior() throws IOException, XGBoostError {
        var grown = Grove.grow(TrainingFile.read(file(Sets.ofRows(300, 30))));

        assertThat(grown.logLoss()).isLessThan(0.9 * Math.log(3));
    }

    @Test
    void theModelAppearsWholeAndNothingElseDoes() throws IOException {
        var model = temporary.resolve("model.ubj");

        assertThat(QuantTrainer.run(file(Sets.ofRows(100, 30)).toString(), model.toString()))
                .isZero();
        assertThat(temporary.toFile().list()).containsExactlyInAnyOrder("set", "model.ubj");
    }

    @Test
    void aFileThatIsNoTrainingSetEndsWithTwo() throws IOException {
        byte[] good = Sets.ofRows(10, 30);

        unreadable(new byte[0], "it ends too early");
        unreadable("something else that is long enough".getBytes(StandardCharsets.UTF_8), "it does not begin with");
        unreadable(Arrays.copyOf(good, good.length - 1), "it ends too early");
        unreadable(Arrays.copyOf(good, good.length + 1), "something follows the last row");
        good[good.length - 5] = 7;
        unreadable(good, "row 9 has label 7");
        assertThat(QuantTrainer.run(
                        temporary.resolve("set").toString(),
                        temporary.resolve("model").toString()))
                .isEqualTo(2);
        assertThat(QuantTrainer.run("one")).isEqualTo(2);
        assertThat(temporary.resolve("model")).doesNotExist();
    }

    @Test
    void aFileThatIsNotThereEndsWithOne() {
        assertThat(QuantTrainer.run("nowhere", temporary.resolve("model").toString()))
                .isEqualTo(1);
    }

    private void unreadable(byte[] content, String why) throws IOException {
        var file = file(content);

        assertThatExceptionOfType(TrainingFile.UnreadableException.class)
                .isThrownBy(() -> TrainingFile.read(file))
                .withMessageContaining(why);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(temporary.resolve("set"), content);
    }
}
