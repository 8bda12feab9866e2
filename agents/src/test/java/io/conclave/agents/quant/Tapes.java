package io.conclave.agents.quant;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up markets. */
final class Tapes {
    static final Symbol SYMBOL = new Symbol("BTC-USD");
    static final long BAR_NANOS = 900_000_000_000L;
    static final Instrument INSTRUMENT =
            new Instrument(SYMBOL, Price.of("0.01"), Quantity.of("0.00000001"), Money.ZERO, "USD");

    private Tapes() {}

    /** A walk without memory; now and then a bar is missing. */
    static List<Bar> walk(int bars, long seed) {
        var random = new Random(seed);
        var walk = new ArrayList<Bar>();
        double price = 1000;
        for (int i = 0; walk.size() < bars; i++) {
            double open = price;
            price *= Math.exp(0.003 * random.nextGaussian());
            double high = Math.max(open, price) * (1 + 0.001 * random.nextDouble());
            double low = Math.min(open, price) * (1 - 0.001 * random.nextDouble());
            if (random.nextInt(40) != 0) {
                walk.add(bar(i, open, high, low, price, 10 * random.nextDouble()));
            }
        }
        return walk;
    }

    static RecordedTape tape(List<Bar> bars) {
        return RecordedTape.ofBars(INSTRUMENT, bars);
    }

    static Bar bar(int i, double open, double high, double low, double close, double volume) {
        return new Bar(
                SYMBOL,
                i * BAR_NANOS,
                (i + 1) * BAR_NANOS,
                price(open),
                price(high),
                price(low),
                price(close),
                new Quantity(Math.round(volume * E8.ONE)));
    }

    private static Price price(double value) {
        return new Price(Math.round(value * E8.ONE));
    }
}
