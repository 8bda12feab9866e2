package io.conclave.http;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.problem.ProblemException;
import io.conclave.http.view.LimitsView;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Limits as they are sent: what is not said stays as it was. */
final class LimitsBody {
    private static final Set<String> FIELDS = Set.of(
            "priceCollar",
            "staleAfter",
            "orderQuantity",
            "orderNotional",
            "positionLimit",
            "grossLimit",
            "netLimit",
            "dailyLoss",
            "orderRate",
            "rateWindow",
            "duplicateWindow",
            "restricted");
    private static final int MOST_ORDERS = 100_000;

    private final Fields sent;

    private LimitsBody(Fields sent) {
        this.sent = sent;
    }

    /** @throws ProblemException 422 with the field to blame */
    static LimitsView changed(Body body, LimitsView before) {
        var sent = body.onlyWith(FIELDS);
        var fields = new LimitsBody(sent);
        return new LimitsView(
                before.version(),
                fields.fraction("priceCollar", before.priceCollar()),
                fields.duration("staleAfter", before.staleAfter()),
                sent.texts("orderQuantity").map(LimitsBody::quantities).orElse(before.orderQuantity()),
                sent.optional("orderNotional", LimitsBody::money).orElse(before.orderNotional()),
                fields.fraction("positionLimit", before.positionLimit()),
                fields.fraction("grossLimit", before.grossLimit()),
                fields.fraction("netLimit", before.netLimit()),
                fields.fraction("dailyLoss", before.dailyLoss()),
                sent.whole("orderRate", 0, MOST_ORDERS).orElse(before.orderRate()),
                fields.duration("rateWindow", before.rateWindow()),
                fields.duration("duplicateWindow", before.duplicateWindow()),
                sent.list("restricted").map(LimitsBody::symbols).orElse(before.restricted()),
                before.shortAllowed());
    }

    private Fraction fraction(String field, Fraction before) {
        return sent.optional(field, LimitsBody::share).orElse(before);
    }

    private static Fraction share(String text) {
        var fraction = new Fraction(new BigDecimal(text).movePointRight(6).longValueExact());
        if (fraction.signum() < 0) {
            throw new IllegalArgumentException("Must be zero or more");
        }
        return fraction;
    }

    private static Money money(String text) {
        var money = Money.of(text);
        if (money.signum() < 0) {
            throw new IllegalArgumentException("Must be zero or more");
        }
        return money;
    }

    private Duration duration(String field, Duration before) {
        return sent.optional(field, LimitsBody::span).orElse(before);
    }

    private static Duration span(String text) {
        try {
            var span = Duration.parse(text);
            if (span.isNegative() || span.toDays() > 365) {
                throw new IllegalArgumentException("Must lie in nothing to a year");
            }
            return span;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Must be a span of time such as PT30M", e);
        }
    }

    private static SortedMap<String, Quantity> quantities(SortedMap<String, String> texts) {
        var quantities = new TreeMap<String, Quantity>();
        texts.forEach((symbol, text) -> {
            var quantity = Fields.meant("orderQuantity", text, Quantity::of);
            if (quantity.signum() < 0) {
                throw Query.invalid("orderQuantity", "Must be zero or more.");
            }
            quantities.put(Fields.meant("orderQuantity", symbol, Symbol::new).name(), quantity);
        });
        return quantities;
    }

    private static List<String> symbols(List<String> texts) {
        return texts.stream()
                .map(text -> Fields.meant("restricted", text, Symbol::new).name())
                .sorted()
                .distinct()
                .toList();
    }
}
