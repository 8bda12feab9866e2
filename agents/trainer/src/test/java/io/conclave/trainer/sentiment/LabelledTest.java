package io.conclave.trainer.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledTest {
    @Test
    void allRowsOfAHeadlineFallIntoOnePart() {
        var first = new Labelled("Acme gains, Bolt falls", "Acme", 2);
        var second = new Labelled("ACME gains; Bolt falls", "Bolt", 0);

        assertThat(first.part("fold", 5)).isEqualTo(second.part("fold", 5));
        assertThat(first.laidAside()).isEqualTo(second.laidAside());
    }

    @Test
    void partsAreOfLikeSize() {
        int[] sizes = new int[5];
        for (int i = 0; i < 5_000; i++) {
            sizes[new Labelled("headline number " + i, "x", 1).part("fold", 5)]++;
        }

        for (int size : sizes) {
            assertThat(size).isCloseTo(1_000, within(120));
        }
    }

    @Test
    void aLabelThatIsNoneIsReportedWithItsLine(@TempDir Path directory) throws IOException {
        var file = directory.resolve("rows.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("headline_id,headline,entity,sentiment\n1,Acme gains,Acme,positive\n2,Bolt falls,Bolt,sad\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> LabelledReader.read(file)).hasMessageContaining("line 3: \"sad\" is no sentiment");
    }

    @Test
    void macroF1CountsEveryClassAlike() {
        var score = new Score();
        score.add(0, 0);
        score.add(0, 0);
        score.add(1, 0);
        score.add(2, 2);

        assertThat(score.accuracy()).isEqualTo(0.75);
        assertThat(score.macroF1()).isCloseTo((0.8 + 0 + 1) / 3, within(1e-12));
    }
}
