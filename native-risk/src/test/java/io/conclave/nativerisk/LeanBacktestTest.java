package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.BrokerTerms.Sizing;
import io.conclave.nativerisk.Strategy.BuyAndHold;
import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.Strategy.Macd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What QuantConnect's LEAN publishes for two of its example algorithms, recomputed; docs/backtest-semantics.md. */
@Tag("shared-data")
class LeanBacktestTest {
    private static final BrokerTerms LEAN = BrokerTerms.leanEquities(100_000);

    private final TestWorker worker = TestWorker.launch();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void buyAndHoldEndsToTheCentWhereLeanEnds() throws Exception {
        var bars = worker.load(LeanDaily.adjusted("SPY", LocalDate.of(2013, 10, 8), LocalDate.of(2013, 10, 17)));
        var got = worker.simulate(Simulation.of(bars, TradingPlan.longOnly(new BuyAndHold()), LEAN));

        assertThat(cents(got.finalEquity())).isEqualTo("104486.22");
        assertThat(got.fees()).isCloseTo(3.485, within(1e-9));
        assertThat(got.lastUnits()).isEqualTo(697);
        assertThat(got.orders()).isEqualTo(1);
    }

    @Test
    void theMacdTrendEndsToTheCentWhereLeanEnds() throws Exception {
        var got = worker.simulate(macdTrend(LEAN, EmaSeed.AVERAGE));

        assertThat(cents(got.finalEquity())).isEqualTo("137751.04");
        assertThat(cents(got.fees())).isEqualTo("468.54");
        assertThat(got.orders()).isEqualTo(84);
        assertThat(got.fills()).isEqualTo(84);
        assertThat(got.trades()).isEqualTo(42);
        assertThat((double) got.tradesWon() / got.trades()).isCloseTo(0.57, within(0.005));
        assertThat(1 - Math.exp(-got.deepestFall())).isCloseTo(0.349, within(0.0005));
        assertThat(worker.simulate(macdTrend(LEAN, EmaSeed.FIRST_PRICE)).finalEquity())
                .isEqualTo(got.finalEquity());
    }

    @Test
    void withoutSettingTheFeeAsideItEndsWhereAPlainRecomputationDoes() throws Exception {
        var got = worker.simulate(macdTrend(LEAN.with(Sizing.WHOLE_LOTS_PLAIN), EmaSeed.AVERAGE));

        assertThat(cents(got.finalEquity())).isEqualTo("137745.81");
        assertThat(cents(got.fees())).isEqualTo("468.56");
        assertThat(got.orders()).isEqualTo(84);
    }

    /** Thousands of shares at a few cents: the fee a share would be a tenth of the notional. */
    @Test
    void aMaximumFeeTellsOnSplitAdjustedPennyPrices() throws Exception {
        var bars = worker.load(LeanDaily.adjusted("AAPL", LocalDate.of(1998, 1, 2), LocalDate.of(1998, 12, 31)));
        var plan = TradingPlan.longOnly(new BuyAndHold());
        var capped = new BrokerTerms(
                100_000,
                LEAN.sizing(),
                LEAN.fee(),
                0.005,
                1,
                new Bps(50),
                Bps.ZERO,
                Bps.ZERO,
                Bps.ZERO,
                252,
                LEAN.buffer());

        var without = worker.simulate(Simulation.of(bars, plan, LEAN));
        var with = worker.simulate(Simulation.of(bars, plan, capped));
        assertThat(with.fees()).isCloseTo(500, within(25.0));
        assertThat(without.fees()).isGreaterThan(2 * with.fees());
    }

    private Simulation macdTrend(BrokerTerms broker, EmaSeed seed) throws Exception {
        var bars = worker.load(LeanDaily.adjusted("SPY", LocalDate.of(2004, 1, 1), LocalDate.of(2015, 1, 1)));
        var plan = TradingPlan.longOnly(new Macd(12, 26, 9, 0.0025, -0.0025, seed));
        return Simulation.of(bars, plan, broker);
    }

    private static String cents(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
