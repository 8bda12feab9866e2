package io.conclave.persistence.projection;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.BigDecimal;

/** Fixed-point amounts as SQL decimals, exactly. */
final class Decimals {
    private Decimals() {}

    static BigDecimal of(Price price) {
        return BigDecimal.valueOf(price.e8(), 8);
    }

    static BigDecimal of(Quantity quantity) {
        return BigDecimal.valueOf(quantity.e8(), 8);
    }

    static BigDecimal of(Money money) {
        return BigDecimal.valueOf(money.e8(), 8);
    }

    static BigDecimal of(Fraction fraction) {
        return BigDecimal.valueOf(fraction.ppm(), 6);
    }
}
