package io.conclave.app.web;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import java.util.Optional;

/** Why the venue would not take an order of an instrument as it is meant, with the field to blame; empty if it may. */
record VenueRules(Instrument instrument) {
    /** @param reference the market's price */
    Optional<Orders.Answer> fault(Orders.Wish wish, Price reference) {
        return fault(wish, reference, "limit_price", "stop_price");
    }

    /** Of two ways out, the one that takes the profit. */
    Optional<Orders.Answer> faultOfProfit(Orders.Wish wish, Price reference) {
        return fault(wish, reference, "take_profit.limit_price", "take_profit");
    }

    /** Of two ways out, the one that stops the loss. */
    Optional<Orders.Answer> faultOfLoss(Orders.Wish wish, Price reference) {
        return fault(wish, reference, "stop_loss.limit_price", "stop_loss.stop_price");
    }

    private Optional<Orders.Answer> fault(Orders.Wish wish, Price reference, String limitField, String stopField) {
        var terms = wish.terms();
        return offLot("qty", Optional.of(wish.quantity()))
                .or(() -> offLot("display_qty", terms.shown()))
                .or(() -> offTick(limitField, terms.limit()))
                .or(() -> offTick(stopField, terms.stop()))
                .or(() -> tooLargeToShow(wish))
                .or(() -> underMinimum(
                        wish.quantity(), terms.limit().or(terms::stop).orElse(reference)));
    }

    private Optional<Orders.Answer> offLot(String field, Optional<Quantity> quantity) {
        return quantity.filter(some -> some.e8() % instrument.lot().e8() != 0)
                .map(_ -> new Orders.Malformed(
                        field, instrument.symbol() + " trades in lots of " + instrument.lot() + "."));
    }

    private Optional<Orders.Answer> offTick(String field, Optional<Price> price) {
        return price.filter(some -> some.e8() % instrument.tick().e8() != 0)
                .map(_ -> new Orders.Malformed(
                        field, "Prices of " + instrument.symbol() + " go in steps of " + instrument.tick() + "."));
    }

    private static Optional<Orders.Answer> tooLargeToShow(Orders.Wish wish) {
        return wish.terms()
                .shown()
                .filter(shown -> shown.compareTo(wish.quantity()) > 0)
                .map(_ -> new Orders.Malformed("display_qty", "An order cannot show more than there is of it."));
    }

    private Optional<Orders.Answer> underMinimum(Quantity quantity, Price price) {
        try {
            return price.times(quantity).compareTo(instrument.minNotional()) < 0
                    ? Optional.of(new Orders.Malformed(
                            "qty", "An order must be worth " + instrument.minNotional() + " at least."))
                    : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.of(new Orders.Malformed("qty", "The order is worth more than can be reckoned with."));
        }
    }
}
