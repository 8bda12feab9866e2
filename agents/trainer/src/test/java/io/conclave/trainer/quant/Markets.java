package io.conclave.trainer.quant;

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

/** Markets of which it is known whether they can be forecast. */
final class Markets {
    static final Symbol SYMBOL = new Symbol("BTC-USD");
    private static final Instrument INSTRUMENT =
            new Instrument(SYMBOL, Price.of("0.01"), Quantity.of("0.00000001"), Money.ZERO, "USD");
    private static final long BAR_NANOS = 900_000_000_000L;

    private Markets() {}

    /** The next bar rises after much volume and falls after little, seven times out of eight. */
    static RecordedTape withAPlantedSignal(int bars, long seed) {
        return market(bars, seed, 0.875);
    }

    /** The next bar owes nothing to anything before. */
    static RecordedTape withoutAnySignal(int bars, long seed) {
        return market(bars, seed, 0.5);
    }

    private static RecordedTape market(int count, long seed, double honesty) {
        var random = new Random(seed);
        List<Bar> bars = new ArrayList<>();
        double price = 1000;
        boolean rise = true;
        for (int i = 0; i < count; i++) {
            double open = price;
            double size = Math.abs(0.004 * random.nextGaussian());
            price *= rise ? 1 + size : 1 / (1 + size);
            boolean much = random.nextBoolean();
            double volume = much ? 20 + 10 * random.nextDouble() : 1 + 5 * random.nextDouble();
            double high = Math.max(open, price) * (1 + 0.0005 * random.nextDouble());
            double low = Math.min(open, price) * (1 - 0.0005 * random.nextDouble());
            bars.add(new Bar(
                    SYMBOL,
                    i * BAR_NANOS,
                    (i + 1) * BAR_NANOS,
                    price(open),
                    price(high),
                    price(low),
                    price(price),
                    new Quantity(Math.round(volume * E8.ONE))));
            rise = (random.nextDouble() < honesty) == much;
        }
        return RecordedTape.ofBars(INSTRUMENT, bars);
    }

    private static Price price(double value) {
        return new Price(Math.round(value * E8.ONE));
    }
}
