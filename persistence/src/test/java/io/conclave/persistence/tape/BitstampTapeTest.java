package io.conclave.persistence.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.PricePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of the demo's week, counted by other means than ours. */
class BitstampTapeTest {
    private static final Recording WEEK = BitstampTape.read(Duration.ofMinutes(15));

    @Test
    void holdsAHundredThousandTradesLessEighteenOfNothing() {
        TapeReport report = WEEK.report();

        assertThat(report.rows()).isEqualTo(100_000);
        assertThat(report.zeroAmounts()).isEqualTo(18);
        assertThat(report.kept()).isEqualTo(99_982);
        assertThat(report.skippedRows()).isZero();
    }

    /** 41,301 of all rows; 13 of them repeat, or are, a trade of nothing. */
    @Test
    void repeatsManyAStamp() {
        assertThat(WEEK.report().repeatedStamps()).isEqualTo(41_288);
    }

    @Test
    void beginsAndEndsWhereTheWeekDoes() {
        List<PricePoint> path = WEEK.tape().path(BitstampTape.BTC_USD.symbol(), 0, Long.MAX_VALUE);

        assertThat(at(path.getFirst())).isEqualTo("2013-11-25T00:00:00Z 800.01");
        assertThat(at(path.getLast())).isEqualTo("2013-12-01T16:02:05Z 999");
    }

    /** 641 quarters have trades; the last was still open when the record ended. */
    @Test
    void makesSixHundredAndFortyQuarters() {
        List<Bar> bars = WEEK.tape().bars(BitstampTape.BTC_USD.symbol(), Long.MAX_VALUE, 1_000);

        assertThat(bars).hasSize(640);
        assertThat(Instant.ofEpochSecond(0, bars.getLast().closeNanos())).isEqualTo("2013-12-01T16:00:00Z");
    }

    @Test
    void isSilentOnceForTwentyOneMinutes() {
        assertThat(WEEK.report().gaps()).isEqualTo(1);
        assertThat(WEEK.report().longestGap()).isEqualTo(Duration.ofSeconds(1_282));
    }

    private static String at(PricePoint point) {
        return Instant.ofEpochSecond(0, point.atNanos()) + " " + point.price();
    }
}
