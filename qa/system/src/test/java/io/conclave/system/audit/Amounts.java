package io.conclave.system.audit;

import java.math.BigDecimal;

/** Decimals as text that compares: 1.50000000, 1.5 and 1.50 are one amount. */
final class Amounts {
    private Amounts() {}

    static String plain(String decimal) {
        var value = new BigDecimal(decimal);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
