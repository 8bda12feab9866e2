package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.book.BookListener;
import io.conclave.orchestrator.execution.book.BookSettings;
import io.conclave.orchestrator.execution.book.Cancelled;
import io.conclave.orchestrator.execution.book.NewOrder;
import io.conclave.orchestrator.execution.book.OrderBook;
import io.conclave.orchestrator.execution.book.Outcome;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one instrument trades: our accounts' orders with each other, and with the recorded market.
 *
 * <p>Where the market's depth is known, an order meets it in the book. Where only prints are, an order that would trade waits
 * for the next print and is filled there whole, slippage against it. Either way an order that waits is filled whole, at its
 * own price, when the market trades beyond it: at its price only in its turn, and so only where depth tells whose turn it is.
 */
final class Pit {
    private final Instrument instrument;
    private final Grid grid;
    private final ExchangeTerms terms;
    private final Clearing clearing;
    private final OrderBook book = new OrderBook(BookSettings.USUAL, new Ears());
    private final MarketDepth depth = new MarketDepth(book);
    private final Stops stops = new Stops();
    private final NewOrder entering = new NewOrder();
    /** Our orders by their ids in the book; asked, never walked. */
    private final Map<Long, WorkingOrder> inBook = new LinkedHashMap<>();
    /** Those that take the next print, by arrival. */
    private List<WorkingOrder> taking = new ArrayList<>();

    private Optional<Price> last = Optional.empty();
    private boolean halted;

    Pit(Instrument instrument, ExchangeTerms terms, Clearing clearing) {
        this.instrument = instrument;
        this.grid = Grid.of(instrument);
        this.terms = terms;
        this.clearing = clearing;
    }

    Instrument instrument() {
        return instrument;
    }

    Grid grid() {
        return grid;
    }

    // ---- what can be seen

    boolean isHalted() {
        return halted;
    }

    boolean isFull() {
        return book.size() >= BookSettings.USUAL.maxOrders();
    }

    /** Whether an order that takes any price finds somebody, sooner or later. */
    boolean canTake(Side side) {
        return !halted && (!depth.isKnown() || book.best(against(side)) != 0);
    }

    Quote quote() {
        if (depth.isKnown()) {
            return new Quote(best(Side.BUY), best(Side.SELL), false);
        }
        return new Quote(
                last.map(price -> grid.down(slipped(price, Side.SELL)))
                        .filter(ticks -> ticks > 0)
                        .map(grid::price),
                last.map(price -> grid.price(grid.up(slipped(price, Side.BUY)))),
                true);
    }

    private Optional<Price> best(Side side) {
        return Optional.of(book.best(side)).filter(ticks -> ticks > 0).map(grid::price);
    }

    List<BookLevel> levels(Side side, int most) {
        var levels = new ArrayList<BookLevel>();
        book.levels(side, most, (price, lots) -> levels.add(new BookLevel(grid.price(price), grid.quantity(lots))));
        return levels;
    }

    /** The last trade's price, or the middle of the quote before there was one. */
    Optional<Price> mark() {
        if (last.isPresent()) {
            return last;
        }
        var quote = quote();
        return quote.bid().flatMap(bid -> quote.ask().map(ask -> new Price(bid.e8() + (ask.e8() - bid.e8()) / 2)));
    }

    /** Whether a post-only order would have to be refused. */
    boolean wouldTrade(WorkingOrder order) {
        if (depth.isKnown() || book.best(against(order.side())) != 0) {
            long best = book.best(against(order.side()));
            long limit = grid.down(limit(order).e8());
            if (best != 0 && order.side().sign() * (limit - best) >= 0) {
                return true;
            }
        }
        return reachesLastPrint(order);
    }

    // ---- orders come and go

    /** An order comes, that was looked at and accepted. */
    void admit(WorkingOrder order) {
        if (order.terms().stop().isPresent()
                && last.filter(price -> Stops.isReached(order, price)).isEmpty()) {
            stops.add(order);
        } else if (order.terms().stop().isEmpty() || wakes(order)) {
            enter(order);
        }
        wakeStops();
    }

    /** It waits nowhere any more. */
    void withdraw(WorkingOrder order) {
        switch (order.place) {
            case NOWHERE -> {}
            case STOPPED -> stops.remove(order);
            case TAKING -> taking.remove(order);
            case BOOK -> {
                inBook.remove(order.bookId);
                book.cancel(order.bookId);
            }
        }
        order.place = WorkingOrder.Place.NOWHERE;
    }

    /** Whether one order can take another's row in the book: all that differs is price and quantity. */
    boolean canStandIn(WorkingOrder original, WorkingOrder.Place place, WorkingOrder replacement) {
        return place == WorkingOrder.Place.BOOK
                && replacement.terms().limit().isPresent()
                && replacement.terms().stop().isEmpty()
                && replacement.terms().timeInForce().mayRest()
                && replacement.terms().postOnly() == original.terms().postOnly()
                && replacement.terms().shown().equals(original.terms().shown())
                && !reachesLastPrint(replacement);
    }

    /** It takes the row, and by the book's own rule the turn too, if it only became smaller. */
    void standIn(WorkingOrder replacement) {
        inBook.put(replacement.bookId, replacement);
        replacement.place = WorkingOrder.Place.BOOK;
        var outcome = book.replace(
                replacement.bookId, grid.down(limit(replacement).e8()), grid.lots(replacement.remaining()));
        if (outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("The book does not replace an order that was looked at: " + outcome);
        }
        wakeStops();
    }

    private void enter(WorkingOrder order) {
        boolean waits = order.terms().limit().isPresent()
                && order.terms().timeInForce().mayRest()
                && !reachesLastPrint(order)
                && (order.terms().postOnly() || last.isPresent());
        if (depth.isKnown() || waits) {
            intoBook(order);
        } else {
            order.place = WorkingOrder.Place.TAKING;
            taking.add(order);
        }
    }

    private void intoBook(WorkingOrder order) {
        var asked = order.terms();
        long lots = grid.lots(order.remaining());
        if (asked.limit().isPresent()) {
            entering.limit(order.bookId, order.side(), grid.down(limit(order).e8()), lots);
            asked.shown().ifPresent(shown -> entering.peak(Math.clamp(grid.lots(shown), 1, lots)));
        } else {
            entering.market(order.bookId, order.side(), lots);
        }
        if (!asked.timeInForce().mayRest()) {
            entering.timeInForce(asked.timeInForce());
        }
        if (asked.postOnly()) {
            entering.postOnly();
        }
        entering.owner(order.trader.owner, terms.selfTrade());
        inBook.put(order.bookId, order);
        order.place = WorkingOrder.Place.BOOK;
        switch (book.place(entering)) {
            case ACCEPTED -> {}
            case WOULD_TRADE, CANNOT_FILL, FULL -> {
                inBook.remove(order.bookId);
                clearing.cancel(order);
            }
            case DUPLICATE, UNKNOWN_ORDER, OUT_OF_RANGE, CONTRADICTORY, EXPIRED ->
                throw new IllegalStateException("The book does not take order " + order.id() + ", which was looked at");
        }
    }

    // ---- the market moves

    void print(ExchangeCommand.Print print) {
        last = Optional.of(print.price());
        if (halted) {
            return;
        }
        if (depth.isKnown()) {
            printIntoDepth(print);
        } else {
            tradeThrough(Side.SELL, print.price());
            tradeThrough(Side.BUY, print.price());
            for (var stop = stops.reachedBy(print.price()); stop.isPresent(); stop = stops.reachedBy(print.price())) {
                if (wakes(stop.get())) {
                    stop.get().place = WorkingOrder.Place.TAKING;
                    taking.add(stop.get());
                }
            }
            var takers = taking;
            taking = new ArrayList<>();
            takers.forEach(taker -> takePrint(taker, print.price()));
        }
        wakeStops();
    }

    private void printIntoDepth(ExchangeCommand.Print print) {
        var taker = print.taker().orElseGet(() -> nearerSide(print.price()));
        long price = taker == Side.SELL
                ? grid.up(print.price().e8())
                : grid.down(print.price().e8());
        depth.doubtBetterThan(against(taker), price);
        tradeThrough(taker, print.price());
        long lots = print.quantity().map(grid::lots).orElse(0L);
        if (lots > 0 && price > 0) {
            depth.take(taker, Math.min(price, OrderBook.MOST), Math.min(lots, OrderBook.MOST));
        }
    }

    /** A trade at the ask or nearer to it was a purchase. */
    private Side nearerSide(Price price) {
        long ticks = grid.down(price.e8());
        long bid = book.best(Side.BUY);
        long ask = book.best(Side.SELL);
        if (bid == 0 || ask == 0) {
            return bid == 0 ? Side.BUY : Side.SELL;
        }
        return ask - ticks <= ticks - bid ? Side.BUY : Side.SELL;
    }

    /** The market has traded beyond what waits here: it must have taken all of that first. */
    private void tradeThrough(Side taker, Price price) {
        long first = taker == Side.SELL ? grid.down(price.e8()) + 1 : grid.up(price.e8()) - 1;
        long best = book.best(against(taker));
        if (best != 0 && first > 0 && taker.sign() * (first - best) >= 0) {
            depth.take(taker, Math.min(first, OrderBook.MOST), OrderBook.MOST);
        }
    }

    private void takePrint(WorkingOrder taker, Price print) {
        var price = new Price(slipped(print, taker.side()));
        boolean reaches = taker.terms()
                .limit()
                .map(limit -> taker.side().sign() * (limit.e8() - price.e8()) >= 0)
                .orElse(true);
        if (!reaches && taker.terms().timeInForce().mayRest()) {
            intoBook(taker);
        } else if (!reaches || taker.terms().postOnly()) {
            clearing.cancel(taker);
        } else {
            takeFromBook(taker, price);
            if (taker.isOpen()) {
                clearing.fill(taker, price, taker.remaining(), terms.taker());
            }
        }
    }

    /** What others offer at that price or better goes first; nothing, if the book does not take the order. */
    private void takeFromBook(WorkingOrder taker, Price worst) {
        long limit = taker.side() == Side.BUY ? grid.down(worst.e8()) : grid.up(worst.e8());
        long best = book.best(against(taker.side()));
        if (best == 0 || taker.side().sign() * (limit - best) < 0) {
            return;
        }
        inBook.put(taker.bookId, taker);
        taker.place = WorkingOrder.Place.NOWHERE;
        boolean whole = taker.terms().timeInForce() == TimeInForce.FOK;
        book.place(entering.limit(taker.bookId, taker.side(), limit, grid.lots(taker.remaining()))
                .timeInForce(whole ? TimeInForce.FOK : TimeInForce.IOC)
                .owner(taker.trader.owner, terms.selfTrade()));
        inBook.remove(taker.bookId);
    }

    void show(ExchangeCommand.Show show) {
        var told = new ArrayList<MarketDepth.Told>();
        show.bids().forEach(level -> told.add(told(Side.BUY, level)));
        show.asks().forEach(level -> told.add(told(Side.SELL, level)));
        depth.show(show.whole(), told);
        if (!halted) {
            takeDepth();
            wakeStops();
        }
    }

    private MarketDepth.Told told(Side side, BookLevel level) {
        if (!grid.isOn(level.price()) || !grid.isInRange(level.price())) {
            throw new IllegalArgumentException("The record shows " + instrument.symbol() + " at " + level.price()
                    + ", which is no multiple of its tick of " + instrument.tick() + " that a book takes");
        }
        long lots = Math.clamp(grid.lots(level.quantity()), 0, OrderBook.MOST);
        return new MarketDepth.Told(side, grid.down(level.price().e8()), lots);
    }

    /** Those that waited for a print find depth instead. */
    private void takeDepth() {
        var takers = taking;
        taking = new ArrayList<>();
        takers.forEach(this::intoBook);
    }

    void halt() {
        halted = true;
        depth.withdraw();
    }

    void resume() {
        halted = false;
        depth.putBack();
        if (depth.isKnown()) {
            takeDepth();
        }
        wakeStops();
    }

    private void wakeStops() {
        if (halted || last.isEmpty()) {
            return;
        }
        for (var stop = stops.reachedBy(last.get()); stop.isPresent(); stop = stops.reachedBy(last.get())) {
            if (wakes(stop.get())) {
                enter(stop.get());
            }
        }
    }

    /** The exchange gives up what the account cannot deliver beside a stop that wakes. */
    private boolean wakes(WorkingOrder stop) {
        for (var order : Offers.expiringFor(stop)) {
            withdraw(order);
            clearing.expire(order);
        }
        return stop.isOpen();
    }

    // ---- prices

    private static Price limit(WorkingOrder order) {
        return order.terms().limit().orElseThrow();
    }

    private static Side against(Side side) {
        return side == Side.BUY ? Side.SELL : Side.BUY;
    }

    /** The price of a print, moved against whoever takes it. */
    private long slipped(Price print, Side taker) {
        long worse = E8.mulDiv(print.e8(), terms.slippage().value(), Bps.ONE, RoundingMode.CEILING);
        return Math.addExact(print.e8(), taker.sign() * worse);
    }

    /** Where only prints are known: whether its limit reaches the quote that the last one makes. */
    private boolean reachesLastPrint(WorkingOrder order) {
        return !depth.isKnown()
                && last.isPresent()
                && order.side().sign() * (limit(order).e8() - slipped(last.get(), order.side())) >= 0;
    }

    /** Hears the book. */
    private final class Ears implements BookListener {
        @Override
        public void traded(long maker, long taker, Side side, long price, long lots, long makerLeft) {
            last = Optional.of(grid.price(price));
            settle(maker, price, lots, terms.maker());
            settle(taker, price, lots, terms.taker());
        }

        private void settle(long id, long price, long lots, Bps rate) {
            var order = inBook.get(id);
            if (order == null) {
                return;
            }
            Quantity quantity = grid.quantity(lots);
            clearing.fill(order, grid.price(price), quantity, rate);
            if (!order.isOpen()) {
                inBook.remove(id);
            }
        }

        @Override
        public void cancelled(long id, long lots, Cancelled why) {
            var order = inBook.get(id);
            boolean sweeps = order != null && order.place == WorkingOrder.Place.NOWHERE;
            if (order != null && !(sweeps && why == Cancelled.NOT_FILLED)) {
                inBook.remove(id);
                clearing.cancel(order);
            }
        }
    }
}
