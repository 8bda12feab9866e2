package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final OverfittingRequest ASKED =
            new OverfittingRequest(ReturnTable.of(2, new double[40]), 4, 0, 1, 1);

    @Test
    void aReportThatWasNotWrittenIsNone() {
        var blot = MemorySegment.ofArray(new byte[400]).fill((byte) 0xff);

        assertThat(Reports.trackRecord(blot, 1, 3)).isEmpty();
        assertThat(Reports.overfitting(blot, 1, ASKED)).isEmpty();
        assertThat(Reports.portfolio(blot, 1, 2)).isEmpty();
    }

    @Test
    void aReportOfAnotherShapeIsNone() {
        var zeros = MemorySegment.ofArray(new byte[400]);

        assertThat(Reports.trackRecord(zeros, 1, 3)).isEmpty();
        assertThat(Reports.trackRecord(zeros, 1, 0)).isPresent();
        assertThat(Reports.overfitting(zeros, 1, ASKED)).isEmpty();
        assertThat(Reports.portfolio(zeros, 1, 2)).isPresent();
    }

    @Test
    void anImpossibleFigureMakesTheReportNone() {
        for (int at = 0; at < 160; at += Double.BYTES) {
            var report = MemorySegment.ofArray(new byte[168]);
            report.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, Double.NaN);
            assertThat(Reports.trackRecord(report, 1, 0)).isEmpty();
        }
        for (int at = 0; at < 184 + 64; at += Double.BYTES) {
            var report = MemorySegment.ofArray(new byte[184 + 64]);
            report.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, Double.NEGATIVE_INFINITY);
            assertThat(Reports.portfolio(report, 1, 2)).isEmpty();
        }
    }

    @Test
    void anUnknownBitMakesTheReportNone() {
        var report = MemorySegment.ofArray(new byte[184]);
        report.set(ValueLayout.JAVA_INT_UNALIGNED, 176, 1 << 6);
        assertThat(Reports.portfolio(report, 1, 0)).isEmpty();
        report.set(ValueLayout.JAVA_INT_UNALIGNED, 176, 1 << 5);
        assertThat(Reports.portfolio(report, 1, 0).orElseThrow().breaches())
                .containsExactly(PortfolioRisk.Breach.UNKNOWN);
    }
}
