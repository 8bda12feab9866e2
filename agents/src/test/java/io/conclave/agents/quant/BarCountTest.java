package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarCountTest {
    private static final List<Bar> WALK = Tapes.walk(120, 9);

    @Test
    void barsOfOtherSymbolsAreNotCounted() {
        var other = new Symbol("ETH-USD");
        var builder = RecordedTape.ofBars().instrument(Tapes.INSTRUMENT).instrument(renamed(other));
        WALK.forEach(builder::bar);
        for (int i = 0; i < 500; i++) {
            builder.bar(other, i * 1000L, i * 1000L + 1000, 1, 1, 1, 1, 1);
        }

        assertThat(new BarCount(builder.build(), Tapes.SYMBOL).at(Long.MAX_VALUE))
                .isEqualTo(120);
    }

    @Test
    void goingOnGoingBackAndBeginningLateCountTheSame() {
        var tape = Tapes.tape(WALK);
        var goesOn = new BarCount(tape, Tapes.SYMBOL);
        for (int i = 0; i < WALK.size(); i++) {
            long close = WALK.get(i).closeNanos();

            assertThat(goesOn.at(close)).isEqualTo(i + 1);
            assertThat(new BarCount(tape, Tapes.SYMBOL).at(close)).isEqualTo(i + 1);
            assertThat(new BarCount(tape, Tapes.SYMBOL).at(close - 1)).isEqualTo(i);
        }
        assertThat(goesOn.at(WALK.get(3).closeNanos())).isEqualTo(4);
    }

    private static Instrument renamed(Symbol symbol) {
        var known = Tapes.INSTRUMENT;
        return new Instrument(symbol, known.tick(), known.lot(), known.minNotional(), known.currency());
    }
}
