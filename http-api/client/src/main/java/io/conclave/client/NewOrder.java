package io.conclave.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An order to be placed.
 *
 * @param name {@code client_order_id}, 1 to 48 printable ASCII characters: sent again under its name it is the same order
 * @param symbol as {@code BTC-USD}
 * @param quantity of base, &gt; 0
 * @param limit the worst price at which it trades
 * @param stop the price at which it wakes
 * @param postOnly refused rather than trade with an order that waits
 * @param shown the most of it that the book shows at a time
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record NewOrder(
        @JsonProperty("client_order_id") String name,
        String symbol,
        Side side,
        @JsonProperty("qty") BigDecimal quantity,
        Type type,
        @JsonProperty("time_in_force") TimeInForce timeInForce,
        @JsonProperty("limit_price") Optional<BigDecimal> limit,
        @JsonProperty("stop_price") Optional<BigDecimal> stop,
        @JsonProperty("post_only") boolean postOnly,
        @JsonProperty("display_qty") Optional<BigDecimal> shown) {

    /** What an order does. */
    public enum Side {
        BUY,
        SELL;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** How it finds its price. */
    public enum Type {
        MARKET,
        LIMIT,
        STOP,
        STOP_LIMIT;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** How long it stands. GTD needs a moment, which this client does not send. */
    public enum TimeInForce {
        DAY,
        GTC,
        IOC,
        FOK;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Enums in JSON are their words in lower case. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Trades at once, at what the market gives. */
    public static NewOrder market(String symbol, Side side, BigDecimal quantity) {
        return new NewOrder(
                freshName(),
                symbol,
                side,
                quantity,
                Type.MARKET,
                TimeInForce.IOC,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** Trades at this price or a better one, and waits until it is cancelled. */
    public static NewOrder limit(String symbol, Side side, BigDecimal quantity, BigDecimal price) {
        return market(symbol, side, quantity).priced(Type.LIMIT, Optional.of(price), Optional.empty());
    }

    /** Becomes a market order once the market has come to this price. */
    public static NewOrder stop(String symbol, Side side, BigDecimal quantity, BigDecimal stop) {
        return market(symbol, side, quantity).priced(Type.STOP, Optional.empty(), Optional.of(stop));
    }

    /** Becomes a limit order once the market has come to the stop's price. */
    public static NewOrder stopLimit(String symbol, Side side, BigDecimal quantity, BigDecimal stop, BigDecimal limit) {
        return market(symbol, side, quantity).priced(Type.STOP_LIMIT, Optional.of(limit), Optional.of(stop));
    }

    private NewOrder priced(Type as, Optional<BigDecimal> limitPrice, Optional<BigDecimal> stopPrice) {
        return new NewOrder(name, symbol, side, quantity, as, TimeInForce.GTC, limitPrice, stopPrice, postOnly, shown);
    }

    /** The same under a name of the caller's, to know it by after a restart. */
    public NewOrder named(String own) {
        return new NewOrder(own, symbol, side, quantity, type, timeInForce, limit, stop, postOnly, shown);
    }

    public NewOrder standing(TimeInForce howLong) {
        return new NewOrder(name, symbol, side, quantity, type, howLong, limit, stop, postOnly, shown);
    }

    public NewOrder postingOnly() {
        return new NewOrder(name, symbol, side, quantity, type, timeInForce, limit, stop, true, shown);
    }

    public NewOrder showing(BigDecimal most) {
        return new NewOrder(name, symbol, side, quantity, type, timeInForce, limit, stop, postOnly, Optional.of(most));
    }

    /** That no order has had. */
    static String freshName() {
        return UUID.randomUUID().toString();
    }
}
