package io.conclave.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
 * @param ties what it has to do with other orders, and with the market
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
        @JsonProperty("display_qty") Optional<BigDecimal> shown,
        @JsonUnwrapped Ties ties) {

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
        STOP_LIMIT,
        TRAILING_STOP;

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
                Optional.empty(),
                Ties.NONE);
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

    /** Two ways out of what is held: a limit, and a stop; when one of them trades, the other is cancelled. */
    public static NewOrder either(
            String symbol, Side side, BigDecimal quantity, BigDecimal takeProfit, BigDecimal stopLoss) {
        return market(symbol, side, quantity)
                .priced(Type.LIMIT, Optional.empty(), Optional.empty())
                .tied(Ties.either(takeProfit, stopLoss));
    }

    /** A stop that follows the market at a distance, and never goes back. */
    public static NewOrder trailing(String symbol, Side side, BigDecimal quantity, BigDecimal distance) {
        return market(symbol, side, quantity)
                .priced(Type.TRAILING_STOP, Optional.empty(), Optional.empty())
                .tied(Ties.trailing(Optional.of(distance), Optional.empty()));
    }

    /** The same at a share of the market's price, above 0 and below 100. */
    public static NewOrder trailingPercent(String symbol, Side side, BigDecimal quantity, BigDecimal percent) {
        return market(symbol, side, quantity)
                .priced(Type.TRAILING_STOP, Optional.empty(), Optional.empty())
                .tied(Ties.trailing(Optional.empty(), Optional.of(percent)));
    }

    private NewOrder priced(Type as, Optional<BigDecimal> limitPrice, Optional<BigDecimal> stopPrice) {
        return new NewOrder(
                name, symbol, side, quantity, as, TimeInForce.GTC, limitPrice, stopPrice, postOnly, shown, ties);
    }

    /** The same under a name of the caller's, to know it by after a restart. */
    public NewOrder named(String own) {
        return new NewOrder(own, symbol, side, quantity, type, timeInForce, limit, stop, postOnly, shown, ties);
    }

    public NewOrder standing(TimeInForce howLong) {
        return new NewOrder(name, symbol, side, quantity, type, howLong, limit, stop, postOnly, shown, ties);
    }

    public NewOrder postingOnly() {
        return new NewOrder(name, symbol, side, quantity, type, timeInForce, limit, stop, true, shown, ties);
    }

    public NewOrder showing(BigDecimal most) {
        return new NewOrder(
                name, symbol, side, quantity, type, timeInForce, limit, stop, postOnly, Optional.of(most), ties);
    }

    /** With a limit order that takes the profit of what it trades, once it trades no more. */
    public NewOrder takingProfitAt(BigDecimal price) {
        return tied(ties.takingProfitAt(price));
    }

    /** With a stop order that stops the loss of what it trades, once it trades no more. */
    public NewOrder stoppingLossAt(BigDecimal price) {
        return tied(ties.stoppingLossAt(price));
    }

    private NewOrder tied(Ties to) {
        return new NewOrder(name, symbol, side, quantity, type, timeInForce, limit, stop, postOnly, shown, to);
    }

    /** That no order has had. */
    static String freshName() {
        return UUID.randomUUID().toString();
    }
}
