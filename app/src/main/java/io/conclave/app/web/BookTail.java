package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.http.view.RiskView;
import io.conclave.nativerisk.PortfolioRequest;
import io.conclave.nativerisk.PortfolioRisk;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.library.LibraryAnswer;
import io.conclave.nativerisk.library.RiskLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the book as it is would have lost in the worst of the bars that were seen lately, by the native library. */
final class BookTail {
    private static final int BARS = 1_000;

    /** Fewer say nothing of one bar in forty. */
    private static final int FEWEST = 96;

    private static final int LEVEL_BPS = 9_750;
    private static final Fraction LEVEL = new Fraction(100L * LEVEL_BPS);
    private static final double DECAY = 0.94;
    private static final double DEGREES_OF_FREEDOM = 5;

    private BookTail() {}

    /** Either of both: the figures, or why there are none. */
    record Answer(Optional<RiskView.Tail> tail, Optional<String> unknown) {}

    /**
     * @param values what is held is worth, signed; not empty
     * @param asOfNanos bars up to then are looked at
     */
    static Answer of(SortedMap<Symbol, Money> values, MarketTape tape, long asOfNanos) {
        if (values.isEmpty()) {
            return unknown("Nothing is held.");
        }
        var rows = returns(new ArrayList<>(values.keySet()), tape, asOfNanos);
        int bars = rows.length / values.size();
        if (bars < FEWEST) {
            return unknown("It takes " + FEWEST + " bars of all that is held, and there are " + bars + ".");
        }
        var worth = values.values().stream().map(BookTail::toDouble).toList();
        var request = new PortfolioRequest(
                worth,
                ReturnTable.of(values.size(), rows),
                LEVEL_BPS,
                DECAY,
                DEGREES_OF_FREEDOM,
                PortfolioRequest.MonteCarlo.NONE,
                PortfolioRequest.Limits.NONE);
        try {
            return switch (RiskLibrary.open(Optional.empty()).portfolioRisk(request, List.of())) {
                case LibraryAnswer.Done(var risks) ->
                    known(bars, risks.getFirst().historical());
                case LibraryAnswer.Refused(var why) -> unknown("The risk library refused the book: " + why + ".");
            };
        } catch (IOException e) {
            return unknown("The risk library is not there: ./conclave doctor says what to do.");
        }
    }

    private static Answer known(int bars, PortfolioRisk.TailLoss loss) {
        return new Answer(
                Optional.of(new RiskView.Tail(LEVEL, bars, money(loss.var()), money(loss.cvar()))), Optional.empty());
    }

    private static Answer unknown(String why) {
        return new Answer(Optional.empty(), Optional.of(why));
    }

    /** A row a bar that all of them have after one that all have, oldest first. */
    private static double[] returns(List<Symbol> symbols, MarketTape tape, long asOfNanos) {
        var closes = new TreeMap<Long, double[]>();
        for (int i = 0; i < symbols.size(); i++) {
            for (Bar bar : tape.bars(symbols.get(i), asOfNanos, BARS + 1)) {
                closes.computeIfAbsent(bar.closeNanos(), _ -> new double[symbols.size()])[i] =
                        bar.close().toDouble();
            }
        }
        closes.values().removeIf(row -> !isWhole(row));
        var rows = new ArrayList<>(closes.values());
        double[] returns = new double[Math.max(0, rows.size() - 1) * symbols.size()];
        for (int row = 1; row < rows.size(); row++) {
            for (int i = 0; i < symbols.size(); i++) {
                returns[(row - 1) * symbols.size() + i] = rows.get(row)[i] / rows.get(row - 1)[i] - 1;
            }
        }
        return returns;
    }

    private static boolean isWhole(double[] closes) {
        for (double close : closes) {
            if (close <= 0) {
                return false;
            }
        }
        return true;
    }

    private static double toDouble(Money money) {
        return money.e8() / 1e8;
    }

    /** To the cent: it is an estimate. */
    private static Money money(double amount) {
        return new Money(Math.multiplyExact(Math.round(amount * 100), 1_000_000L));
    }
}
