package io.conclave.orchestrator.session;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Duration;

/** Small made markets: a wave that rises for eight bars and falls for eight. */
final class Tapes {
    static final Duration INTERVAL = Duration.ofMinutes(15);
    static final Symbol BTC = new Symbol("BTC-USD");
    static final Symbol ETH = new Symbol("ETH-USD");

    private Tapes() {}

    static RecordedTape wave(int bars, Symbol... symbols) {
        var tape = RecordedTape.ofTrades(INTERVAL);
        for (Symbol symbol : symbols) {
            tape.instrument(new Instrument(symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD"));
        }
        long step = INTERVAL.toNanos() / 5;
        for (int i = 0; i < bars * 5; i++) {
            double turn = (i / 5) / 8 % 2 == 0 ? 1 : -1;
            double within = i % 40 / 40.0;
            double level = turn > 0 ? within : 1 - within;
            for (Symbol symbol : symbols) {
                double base = symbol.equals(BTC) ? 1_000 : 20;
                long price = Math.round(base * (1 + 0.2 * level)) * E8.ONE;
                tape.trade(symbol, i * step + 1, price, E8.ONE);
            }
        }
        return tape.reachingTo(bars * INTERVAL.toNanos()).build();
    }
}
