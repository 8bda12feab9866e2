package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.RiskGate;
import io.conclave.orchestrator.riskgate.Ruling;
import io.conclave.orchestrator.sizing.Stance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
        var provisional = state;
        for (Proposal proposal : execution.proposals) {
            var ruled = rule(provisional, execution, proposal);
            rulings.add(ruled);
            provisional = provisional.apply(ruled);
        }
        return rulings;
    }

    private OrderDesk.Event rule(DeskState state, Execution current, Proposal proposal) {
        if (proposal.verdict().stance() == Stance.NO_TRADE) {
            return new OrderDesk.NothingProposed(proposal.decision());
        }
        var facts = facts(state, current, proposal);
        var asked = proposal.verdict().target();
        Ruling ruling = RiskGate.rule(asked, facts, settings.limits());
        var intents = intents(account, proposal.decision(), proposal.reference(), ruling);
        return new OrderDesk.ProposalRuled(
                proposal.decision(), asked, facts, ruling.allowedTarget(), ruling.vetoes(), intents);
    }

    private GateFacts facts(DeskState state, Execution current, Proposal proposal) {
        var symbol = proposal.decision().symbol();
        var account = current.execute.account();
        long asOf = current.execute.asOfNanos();
        long since = asOf - settings.rateWindow().toNanos();
        var price = Optional.ofNullable(account.marks().get(symbol)).orElse(proposal.reference());
        var position = account.quantity(symbol).plus(state.pending(symbol));
        int recent = (int) state.sentAtNanos().stream().filter(at -> at > since).count();
        return new GateFacts(
                account.equity(),
                account.peakEquity(),
                position,
                price,
                asOf - proposal.pricedAtNanos(),
                proposal.reference(),
                price.times(position).abs().plus(elsewhere(symbol, state, account)),
                recent,
                current.halted.orElse(true),
                current.risk.getOrDefault(proposal.decision(), Optional.empty()),
                instruments.apply(symbol),
                settings.shortAllowed());
    }

    /** Exposure in all other instruments: what is held or what the orders under way make of it, whichever is more. */
    private static Money elsewhere(Symbol here, DeskState state, AccountSnapshot account) {
        var prices = new TreeMap<Symbol, Price>();
        state.open().values().stream()
                .map(DeskOrder::ticket)
                .forEach(order -> prices.put(order.symbol(), order.reference()));
        prices.putAll(account.marks());
        prices.remove(here);
        var gross = Money.ZERO;
        for (var priced : prices.entrySet()) {
            var held = account.quantity(priced.getKey());
            var coming = held.plus(state.pending(priced.getKey()));
            var most = held.abs().compareTo(coming.abs()) > 0 ? held : coming;
            gross = gross.plus(priced.getValue().times(most).abs());
        }
        return gross;
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
