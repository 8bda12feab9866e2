package io.conclave.app.web;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.portfolio.Position;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.view.AccountView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.PositionView;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** The books as the API shows them. */
final class Account {
    private Account() {}

    static AccountView view(AccountSnapshot books, String name, String currency) {
        var portfolio = books.portfolio();
        return new AccountView(
                name,
                "paper",
                currency,
                Instants.ofNanos(books.atNanos()),
                portfolio.initialCash(),
                portfolio.cash(),
                books.equity(),
                books.peakEquity(),
                drawdown(books),
                portfolio.realised(),
                positions(books).stream().map(PositionView::unrealised).reduce(Money.ZERO, Money::plus),
                portfolio.fees(),
                books.grossExposure());
    }

    static List<PositionView> positions(AccountSnapshot books) {
        return books.portfolio().positions().entrySet().stream()
                .map(held -> position(
                        held.getKey(),
                        held.getValue(),
                        Optional.ofNullable(books.marks().get(held.getKey()))))
                .toList();
    }

    /** How far below the peak, as a share of the peak. */
    static Fraction drawdown(AccountSnapshot books) {
        return books.peakEquity().signum() <= 0
                ? Fraction.ZERO
                : books.peakEquity().minus(books.equity()).per(books.peakEquity());
    }

    private static PositionView position(Symbol symbol, Position position, Optional<Price> mark) {
        var quantity = position.quantity();
        return new PositionView(
                symbol,
                quantity,
                averagePrice(position, quantity),
                mark,
                mark.map(position::valueAt).orElse(Money.ZERO),
                position.realised(),
                mark.map(position::unrealisedAt).orElse(Money.ZERO));
    }

    private static Optional<Price> averagePrice(Position position, Quantity quantity) {
        if (quantity.isZero()) {
            return Optional.empty();
        }
        var paid = position.lots().stream()
                .map(lot -> lot.price().times(lot.quantity()))
                .reduce(Money.ZERO, Money::plus);
        return Optional.of(new Price(E8.mulDiv(paid.e8(), E8.ONE, quantity.e8(), RoundingMode.HALF_EVEN)));
    }
}
