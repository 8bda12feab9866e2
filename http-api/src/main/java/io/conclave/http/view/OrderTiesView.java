package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What an order has to do with others and with the market: among an order's own fields, where one is asked for by itself and
 * the desk has not forgotten it.
 *
 * @param orderClass {@code simple}, {@code oco}, {@code oto} or {@code bracket}
 * @param trailPrice how far behind the market a stop follows it
 * @param trailPercent the same as a percentage of the market's price
 * @param legs of a pair the other order; of an oto order or a bracket the ways out that were placed, none until then
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OrderTiesView(
        Optional<String> orderClass,
        Optional<Price> trailPrice,
        Optional<String> trailPercent,
        Optional<List<OrderView>> legs) {
    /** Nobody was asked, or nobody remembers. */
    public static final OrderTiesView NONE =
            new OrderTiesView(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static OrderTiesView simple() {
        return new OrderTiesView(Optional.of("simple"), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param orderClass not {@code simple} */
    public static OrderTiesView linked(String orderClass, List<OrderView> legs) {
        return new OrderTiesView(
                Optional.of(orderClass), Optional.empty(), Optional.empty(), Optional.of(List.copyOf(legs)));
    }

    /** Of a stop that trails by one of the two. */
    public static OrderTiesView trailing(Optional<Price> amount, Optional<Fraction> share) {
        return new OrderTiesView(Optional.of("simple"), amount, share.map(OrderTiesView::percent), Optional.empty());
    }

    boolean trails() {
        return trailPrice.isPresent() || trailPercent.isPresent();
    }

    private static String percent(Fraction share) {
        return BigDecimal.valueOf(share.ppm(), 4).stripTrailingZeros().toPlainString();
    }
}
