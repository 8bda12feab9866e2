package io.conclave.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * What an order to be placed has to do with others, and with the market.
 *
 * @param orderClass {@code simple}, {@code oco}, {@code oto} or {@code bracket}
 * @param trailPrice how far behind the market it follows
 * @param trailPercent the same, as a percentage of the market's price
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Ties(
        @JsonProperty("order_class") OrderClass orderClass,
        @JsonProperty("take_profit") Optional<TakeProfit> takeProfit,
        @JsonProperty("stop_loss") Optional<StopLoss> stopLoss,
        @JsonProperty("trail_price") Optional<BigDecimal> trailPrice,
        @JsonProperty("trail_percent") Optional<BigDecimal> trailPercent) {
    static final Ties NONE =
            new Ties(OrderClass.SIMPLE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Which orders belong together. */
    public enum OrderClass {
        /** An order by itself. */
        SIMPLE,
        /** One cancels the other. */
        OCO,
        /** One triggers one other. */
        OTO,
        /** One triggers two, of which one cancels the other. */
        BRACKET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The way out that waits at a limit. */
    public record TakeProfit(@JsonProperty("limit_price") BigDecimal limit) {}

    /** The way out that wakes at a stop. */
    public record StopLoss(@JsonProperty("stop_price") BigDecimal stop) {}

    static Ties either(BigDecimal takeProfit, BigDecimal stopLoss) {
        return NONE.takingProfitAt(takeProfit).stoppingLossAt(stopLoss).of(OrderClass.OCO);
    }

    static Ties trailing(Optional<BigDecimal> price, Optional<BigDecimal> percent) {
        return new Ties(OrderClass.SIMPLE, Optional.empty(), Optional.empty(), price, percent);
    }

    Ties takingProfitAt(BigDecimal price) {
        return out(Optional.of(new TakeProfit(price)), stopLoss);
    }

    Ties stoppingLossAt(BigDecimal price) {
        return out(takeProfit, Optional.of(new StopLoss(price)));
    }

    private Ties out(Optional<TakeProfit> profit, Optional<StopLoss> loss) {
        boolean both = profit.isPresent() && loss.isPresent();
        return new Ties(both ? OrderClass.BRACKET : OrderClass.OTO, profit, loss, trailPrice, trailPercent);
    }

    private Ties of(OrderClass other) {
        return new Ties(other, takeProfit, stopLoss, trailPrice, trailPercent);
    }
}
