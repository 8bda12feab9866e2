package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.http.port.Risk;
import io.conclave.http.view.LimitsView;
import io.conclave.http.view.RiskView;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Limits and their usage by asking the desk, exposures by asking the ledger, the tail by looking at the bars. */
final class DeskRisk implements Risk {
    private final Engine engine;
    private final Readers readers;
    private final Progress progress;
    private final boolean acting;
    private final Duration patience;

    /** @param acting whether limits may be set: on a recorded market they would change what is shown */
    DeskRisk(Engine engine, Readers readers, Progress progress, boolean acting, Duration patience) {
        this.engine = engine;
        this.readers = readers;
        this.progress = progress;
        this.acting = acting;
        this.patience = patience;
    }

    @Override
    public CompletionStage<RiskView> risk() {
        return standing()
                .thenCombine(engine.halt(), Both::new)
                .thenCombine(engine.account(), (both, books) -> view(both.standing(), both.halt(), books))
                .thenCompose(risk -> risk);
    }

    private record Both(OrderDesk.DeskStanding standing, KillSwitch.Position halt) {}

    private CompletionStage<RiskView> view(
            OrderDesk.DeskStanding standing, KillSwitch.Position halt, AccountSnapshot books) {
        var exposures = exposures(books);
        var values = new TreeMap<Symbol, Money>();
        exposures.forEach(exposure -> values.put(exposure.symbol(), exposure.value()));
        return readers.read(() -> BookTail.of(values, engine.plan().tape(), progress.asOfNanos()))
                .thenApply(tail -> new RiskView(
                        halt.halted(),
                        halt.halted() ? halt.reason() : Optional.empty(),
                        Limits.view(standing.limits()),
                        standing.usage().map(Limits::view),
                        exposures,
                        tail.tail(),
                        tail.unknown()));
    }

    private static List<RiskView.Exposure> exposures(AccountSnapshot books) {
        var exposures = new ArrayList<RiskView.Exposure>();
        for (var held : Account.positions(books)) {
            if (!held.quantity().isZero()) {
                exposures.add(new RiskView.Exposure(
                        held.symbol(), held.quantity(), held.value(), share(held.value(), books.equity())));
            }
        }
        return exposures;
    }

    private static Optional<Fraction> share(Money value, Money equity) {
        return equity.signum() <= 0 ? Optional.empty() : Optional.of(value.per(equity));
    }

    @Override
    public CompletionStage<Answer> change(UnaryOperator<LimitsView> change, String actor) {
        if (!acting) {
            return CompletableFuture.completedStage(new Refused(StoredOrders.CODE, StoredOrders.WHY));
        }
        return standing().thenCompose(standing -> {
            var next = Limits.of(change.apply(Limits.view(standing.limits())), standing.limits());
            return engine.<OrderDesk.LimitsAnswer>askDesk(
                            replyTo -> new OrderDesk.ChangeLimits(next, actor, replyTo), patience)
                    .thenApply(DeskRisk::answer);
        });
    }

    private static Answer answer(OrderDesk.LimitsAnswer answer) {
        return switch (answer) {
            case OrderDesk.LimitsTaken taken -> new Set(Limits.view(taken.limits()));
            case OrderDesk.Refused refused -> new Refused("not_reconciled", Sentences.ended(refused.why()));
        };
    }

    private CompletionStage<OrderDesk.DeskStanding> standing() {
        return engine.askDesk(OrderDesk.GetStanding::new, patience);
    }
}
