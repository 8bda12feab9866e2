package io.conclave.http;

import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Fraction;
import io.conclave.http.port.Orders;
import java.math.BigDecimal;
import java.util.List;

/** A stop that follows the market, as it is sent: {@code trail_price} in quote currency, or {@code trail_percent}. */
final class TrailingStop {
    /** A millionth is a ten-thousandth of a percent. */
    private static final int PERCENT_PLACES = 4;

    private static final List<String> NOT_OF_A_TRAIL =
            List.of("limit_price", "stop_price", "expires_at", "post_only", "display_qty");

    private TrailingStop() {}

    static Orders.Trailing of(OrderBody order) {
        var sent = order.sent();
        order.none(NOT_OF_A_TRAIL, "A stop that trails begins where its trail says, takes every price, and has none.");
        var timeInForce = order.timeInForce();
        if (timeInForce != TimeInForce.GTC && timeInForce != TimeInForce.DAY) {
            throw sent.invalid("time_in_force", "A stop that trails is gtc or day.");
        }
        var amount = order.fields().price("trail_price");
        var share = sent.optional("trail_percent", TrailingStop::percent);
        if (amount.isPresent() == share.isPresent()) {
            throw sent.invalid(
                    "trail_price", "A stop trails by a trail_price or by a trail_percent: send one of the two.");
        }
        return new Orders.Trailing(
                order.fields().name(),
                order.symbol(),
                order.side(),
                order.fields().quantity(),
                timeInForce,
                amount,
                share);
    }

    private static Fraction percent(String text) {
        var percent = new BigDecimal(text).stripTrailingZeros();
        if (percent.signum() <= 0
                || percent.compareTo(BigDecimal.valueOf(100)) >= 0
                || percent.scale() > PERCENT_PLACES) {
            throw new IllegalArgumentException("Must be above 0 and below 100, with four places at most");
        }
        return new Fraction(percent.movePointRight(PERCENT_PLACES).longValueExact());
    }
}
