package io.conclave.persistence.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bars of a market as it happens. */
class BarMakerTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final long STEP = Duration.ofMinutes(15).toNanos();

    private final BarMaker maker = new BarMaker(BTC, STEP);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void barsAreThoseOfTheSameTradesOnRecord(long seed) {
        var dice = new Random(seed);
        var trades = new ArrayList<Trade>();
        long at = 0;
        for (int i = 0; i < 2_000; i++) {
            // Some on the edge of a bar, some at one moment, some after bars without any.
            at = switch (dice.nextInt(50)) {
                case 0 -> (at / STEP + 1) * STEP;
                case 1 -> at + 3 * STEP;
                case 2, 3, 4 -> at;
                default -> at + dice.nextLong(STEP / 8);
            };
            trades.add(trade(i, at, 100_000 + dice.nextInt(2_000), 1 + dice.nextInt(1_000)));
        }

        maker.heard(0);
        var made = new ArrayList<Bar>();
        for (int from = 0; from < trades.size(); from += 7) {
            var part = trades.subList(from, Math.min(trades.size(), from + 7));
            maker.told(part);
            maker.close(part.getLast().atNanos() - STEP / 4).forEach(item -> made.add(item.bar()));
        }
        maker.close(at + 2 * STEP).forEach(item -> made.add(item.bar()));

        var instrument = new Instrument(BTC, Price.of("0.01"), Quantity.of("0.00000001"), Money.of("1"), "USD");
        // A record ends with its last trade; one more, of a bar that is not closed, closes all of ours.
        trades.add(trade(2_000, at + 2 * STEP, 1, 1));
        var recorded = RecordedTape.ofTrades(instrument, Duration.ofNanos(STEP), trades);
        assertThat(made)
                .hasSizeGreaterThan(50)
                .containsExactlyElementsOf(recorded.bars(BTC, Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void tradesThatOvertookEachOtherStandInTheirOrder() {
        maker.heard(0);
        maker.told(List.of(trade(2, 20, 103, 1), trade(1, 10, 101, 1), trade(3, 15, 99, 1)));

        var bar = maker.close(STEP).getFirst().bar();
        assertThat(List.of(bar.open(), bar.high(), bar.low(), bar.close()))
                .containsExactly(new Price(101), new Price(103), new Price(99), new Price(103));
    }

    @Test
    void aBarSaysHowManyTradesItIsMadeOfAndWhichBarCameBefore() {
        maker.heard(0);
        maker.told(List.of(trade(1, 0, 100, 1), trade(2, STEP - 1, 100, 1), trade(3, STEP, 100, 1)));

        var first = maker.close(STEP).getFirst();
        // The one at the close is told already, and will be stored with the others.
        assertThat(first.trades()).contains(3);
        assertThat(first.tradesAfterNanos()).isEqualTo(-1);
        assertThat(first.previousNanos()).isEmpty();
        assertThat(first.recorded()).isFalse();

        var second = maker.close(2 * STEP).getFirst();
        assertThat(second.trades()).contains(1);
        assertThat(second.tradesAfterNanos()).isEqualTo(STEP - 1);
        assertThat(second.previousNanos()).contains(STEP);
    }

    @Test
    void aBarThatWasOpenWhenTheFeedBeganIsLeftOut() {
        maker.heard(1);
        maker.told(List.of(trade(1, 2, 100, 1), trade(2, STEP, 100, 1)));

        assertThat(maker.close(2 * STEP))
                .extracting(item -> item.bar().openNanos())
                .containsExactly(STEP);
    }

    @Test
    void aBarInWhichTheFeedBrokeIsLeftOutAndTheNextWholeOneNamesTheLastThatWasMade() {
        maker.heard(0);
        maker.told(List.of(trade(1, 1, 100, 1)));
        maker.close(STEP);
        maker.told(List.of(trade(2, STEP + 1, 100, 1)));
        maker.unheard();
        maker.heard(STEP + 9);
        maker.told(List.of(trade(3, STEP + 10, 100, 1), trade(4, 2 * STEP, 100, 1)));

        var made = maker.close(3 * STEP);
        assertThat(made).extracting(item -> item.bar().openNanos()).containsExactly(2 * STEP);
        assertThat(made.getFirst().previousNanos()).isEqualTo(Optional.of(STEP));
    }

    @Test
    void aTradeThatComesAfterItsBarChangesNothing() {
        maker.heard(0);
        maker.told(List.of(trade(1, 1, 100, 1)));
        assertThat(maker.close(STEP)).hasSize(1);

        maker.told(List.of(trade(2, STEP - 1, 900, 1)));
        assertThat(maker.close(2 * STEP)).isEmpty();
    }

    @Test
    void aBarWaitsUntilItsCloseHasPassed() {
        maker.heard(0);
        maker.told(List.of(trade(1, 1, 100, 1)));

        assertThat(maker.close(STEP - 1)).isEmpty();
        assertThat(maker.close(STEP)).hasSize(1);
    }

    @Test
    void aVolumeThatNoNumberHoldsIsRefused() {
        maker.heard(0);
        maker.told(List.of(trade(1, 1, 100, Long.MAX_VALUE), trade(2, 2, 100, 1)));

        assertThatThrownBy(() -> maker.close(STEP))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The volume of a bar of BTC-USD");
    }

    private static Trade trade(int id, long atNanos, long priceE8, long amountE8) {
        return new Trade(BTC, Integer.toString(id), atNanos, new Price(priceE8), new Quantity(amountE8));
    }
}
