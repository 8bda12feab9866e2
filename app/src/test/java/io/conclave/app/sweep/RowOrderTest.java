package io.conclave.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.nativerisk.TradingPlan.Sides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "slow=2:8194,enter=0",
                "slow=2:9000,enter=0:1:0.05",
                "slow=2:3,enter=0:100000",
                "slow=2:100,enter=0:1:0.01,stop-loss-bps=0:100",
                "slow=2:4,enter=0:10,stop-loss-bps=1:9000,max-bars=1:3"
            })
    void piecesHoldEveryRowOnceInItsOrderAndNoneIsTooLarge(String grid) {
        var order = order(StrategyName.MOMENTUM, grid.replace("slow", "window"));

        assertThat(order.pieces())
                .isGreaterThan(1)
                .isLessThanOrEqualTo(1 + 2 * order.rows() / RowOrder.MOST_IN_A_PIECE);
        int next = 0;
        for (int piece = 0; piece < order.pieces(); piece++) {
            var slab = order.piece(piece);
            assertThat(slab.firstRow()).isEqualTo(next);
            assertThat(slab.rows()).isBetween(1, RowOrder.MOST_IN_A_PIECE);
            for (int axis = 0; axis < slab.spans().size(); axis++) {
                assertThat(order.at(slab.firstRow()).get(axis))
                        .isEqualTo(slab.spans().get(axis).from());
            }
            next += slab.rows();
        }
        assertThat(next).isEqualTo(order.rows());
    }

    @Test
    void theSlowestAxisOfCrossoversIsTheSlowWindowHoweverTheGridIsWritten() {
        var order = order(StrategyName.SMA_CROSSOVER, "fast=1:100,slow=101:300");

        assertThat(order.names()).containsExactly("slow", "fast");
        assertThat(order.piece(1).spans().getLast()).isEqualTo(new RowOrder.Span(0, 100));
        assertThat(order(StrategyName.SMA_CROSSOVER, "slow=101:300,fast=1:100").names())
                .isEqualTo(order.names());
    }

    @Test
    void aSmallSweepStaysWholeAndSoDoesOneThatWouldFillTheDatabase() {
        assertThat(order(StrategyName.MOMENTUM, "window=1:8192,enter=0").pieces())
                .isEqualTo(1);
        assertThat(order(StrategyName.MOMENTUM, "window=1:1048577,enter=0").pieces())
                .isEqualTo(1);
        assertThat(order(StrategyName.MOMENTUM, "window=1:1048576,enter=0").pieces())
                .isEqualTo(128);
        assertThatThrownBy(() ->
                        order(StrategyName.MOMENTUM, "window=1:9000,enter=0").piece(2))
                .hasMessage("There is no piece 2 among 2");
    }

    private static RowOrder order(StrategyName strategy, String grid) {
        return RowOrder.of(strategy, Sides.LONG_ONLY, Grid.parse("--grid", grid));
    }
}
