package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.app.report.BuyAndHold;
import io.conclave.http.port.Accounts;
import io.conclave.http.port.Span;
import io.conclave.http.view.AccountView;
import io.conclave.http.view.EquityPoint;
import io.conclave.http.view.Instants;
import io.conclave.http.view.PositionView;
import io.conclave.persistence.readmodel.ReadModels;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The account by asking the ledger, what it was worth from the read models, beside buying once and holding. */
final class LedgerAccounts implements Accounts {
    private final Engine engine;
    private final ReadModels models;
    private final Readers readers;

    LedgerAccounts(Engine engine, ReadModels models, Readers readers) {
        this.engine = engine;
        this.models = models;
        this.readers = readers;
    }

    @Override
    public CompletionStage<AccountView> account() {
        var tape = engine.plan().tape();
        var currency = tape.instrument(tape.symbols().getFirst()).currency();
        return engine.account()
                .thenApply(books -> Account.view(books, engine.settings().account(), currency));
    }

    @Override
    public CompletionStage<List<PositionView>> positions() {
        return engine.account().thenApply(Account::positions);
    }

    @Override
    public CompletionStage<List<EquityPoint>> equity(Span span) {
        return readers.read(() -> {
            var settings = engine.settings();
            // Found anew: a tape that grows had nothing to buy at first.
            var held = new BuyAndHold(engine.plan().tape(), settings.cash(), settings.fee(), settings.slippage());
            return Newest.of(
                            span,
                            span.limit(),
                            page -> models.equity(
                                    engine.run(), engine.settings().account(), page),
                            io.conclave.persistence.readmodel.EquityPoint::asOfNanos)
                    .reversed()
                    .stream()
                    .map(mark -> new EquityPoint(
                            Instants.ofNanos(mark.asOfNanos()), mark.equity(), held.equityAt(mark.asOfNanos())))
                    .toList();
        });
    }
}
