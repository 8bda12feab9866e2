package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.RiskGate;
import io.conclave.orchestrator.riskgate.Ruling;
import io.conclave.orchestrator.sizing.Stance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rules on the proposals of one moment, in symbol order, each seeing the exposure that those before it reserved. Pure: a
 * replay asks the same gate.
 */
public final class Rulings {
    private final String account;
    private final DeskSettings settings;
    private final Function<Symbol, Instrument> instruments;

    Rulings(String account, DeskSettings settings, Function<Symbol, Instrument> instruments) {
        this.account = account;
        this.settings = settings;
        this.instruments = instruments;
    }

    List<OrderDesk.Event> on(Execution execution, DeskState state) {
        var rulings = new ArrayList<OrderDesk.Event>();
        var reserved = execution.execute.account().grossExposure();
        var provisional = state;
        for (Proposal proposal : execution.proposals) {
            var ruled = rule(provisional, execution, proposal, reserved);
            rulings.add(ruled);
            provisional = provisional.apply(ruled);
            reserved = reserved.plus(worth(ruled));
        }
        return rulings;
    }

    private static Money worth(OrderDesk.Event ruled) {
        if (!(ruled instanceof OrderDesk.ProposalRuled sent)) {
            return Money.ZERO;
        }
        return sent.intents().stream()
                .map(intent -> intent.reference().times(intent.quantity()))
                .reduce(Money.ZERO, Money::plus);
    }

    private OrderDesk.Event rule(DeskState state, Execution current, Proposal proposal, Money gross) {
        if (proposal.verdict().stance() == Stance.NO_TRADE) {
            return new OrderDesk.NothingProposed(proposal.decision());
        }
        var facts = facts(state, current, proposal, gross);
        var asked = proposal.verdict().target();
        Ruling ruling = RiskGate.rule(asked, facts, settings.limits());
        var intents = intents(account, proposal.decision(), proposal.reference(), ruling);
        return new OrderDesk.ProposalRuled(
                proposal.decision(), asked, facts, ruling.allowedTarget(), ruling.vetoes(), intents);
    }

    private GateFacts facts(DeskState state, Execution current, Proposal proposal, Money gross) {
        var symbol = proposal.decision().symbol();
        var account = current.execute.account();
        long asOf = current.execute.asOfNanos();
        long since = asOf - settings.rateWindow().toNanos();
        int recent = (int) state.sentAtNanos().stream().filter(at -> at > since).count();
        return new GateFacts(
                account.equity(),
                account.peakEquity(),
                account.quantity(symbol).plus(state.pending(symbol)),
                Optional.ofNullable(account.marks().get(symbol)).orElse(proposal.reference()),
                asOf - proposal.pricedAtNanos(),
                proposal.reference(),
                gross,
                recent,
                current.halted.orElse(true),
                current.risk.getOrDefault(proposal.decision(), Optional.empty()),
                instruments.apply(symbol),
                settings.shortAllowed());
    }

    /** What is sent for a ruling: one market order, or none. */
    public static List<OrderIntent> intents(String account, DecisionId decision, Price reference, Ruling ruling) {
        var quantity = ruling.orderQuantity();
        if (quantity.isZero()) {
            return List.of();
        }
        return List.of(new OrderIntent(
                ClientOrderId.of(account, decision, 0),
                decision,
                decision.symbol(),
                quantity.signum() > 0 ? Side.BUY : Side.SELL,
                quantity.abs(),
                reference,
                decision.asOfNanos()));
    }
}
