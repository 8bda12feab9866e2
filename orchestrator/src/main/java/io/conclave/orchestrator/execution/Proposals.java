package io.conclave.orchestrator.execution;

import io.conclave.agents.Agent;
import io.conclave.agents.RiskQuestion;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.execution.Shift.Stage;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proposals of the federation, through the gate for risk: asked about, ruled on together, journalled, and sent. */
final class Proposals {
    private final TradingDesk desk;
    private final Shift shift;

    /** What one {@link OrderDesk.Execute} still waits for; lost in a crash, when the conductor asks again. */
    private @Nullable Execution execution;

    /** What came before the desk was ready. */
    private OrderDesk.@Nullable Execute postponed;

    Proposals(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    /** What was under way begins anew. */
    void resume() {
        var cutOff = execution;
        if (cutOff != null) {
            execution = null;
            var execute = cutOff.execute;
            postponed =
                    new OrderDesk.Execute(execute.asOfNanos(), execute.proposals(), execute.account(), cutOff.replyTo);
        }
    }

    void takeUpPostponed() {
        if (postponed != null) {
            shift.context.getSelf().tell(postponed);
            postponed = null;
        }
    }

    Entry onExecute(DeskState state, OrderDesk.Execute execute) {
        if (!shift.isOpen()) {
            postponed = execute;
            shift.reaches(execute.asOfNanos());
            return Entry.only(desk.reconciling()::goOn);
        }
        var open = execute.proposals().stream()
                .filter(proposal -> !state.hasRuledOn(proposal.decision()))
                .sorted(Comparator.comparing(Proposal::decision))
                .toList();
        if (execution != null && execution.execute.asOfNanos() == execute.asOfNanos()) {
            execution.replyTo = execute.replyTo();
            askAgain(execution);
            return Entry.nothing();
        }
        desk.doorway().priced(execute);
        if (!state.links().trails().isEmpty()) {
            shift.context.getSelf().tell(new DeskNote.Priced(execute.account().marks()));
        }
        execution = new Execution(execute, open);
        if (open.isEmpty()) {
            return Entry.only(this::executed);
        }
        if (shift.stage == Stage.HELD) {
            shift.context.getSelf().tell(new DeskNote.HaltRead(new KillSwitch.Position(true, Reconciling.heldBy())));
        } else {
            askHalt();
        }
        open.stream().filter(Execution::needsRisk).forEach(this::askRisk);
        return Entry.nothing();
    }

    /** Whoever comes again shows that something may be lost; to be asked twice changes no answer. */
    private void askAgain(Execution current) {
        if (current.halted.isEmpty()) {
            askHalt();
        }
        current.proposals.stream()
                .filter(Execution::needsRisk)
                .filter(proposal -> !current.risk.containsKey(proposal.decision()))
                .forEach(this::askRisk);
    }

    private void askHalt() {
        shift.context.ask(
                KillSwitch.Position.class,
                shift.neighbours.killSwitch(),
                Shift.NEIGHBOURLY,
                KillSwitch.Read::new,
                (position, fault) ->
                        fault == null ? new DeskNote.HaltRead(position) : new DeskNote.HaltUnread(fault.toString()));
    }

    private void askRisk(Proposal proposal) {
        var question = new RiskQuestion(proposal.decision(), proposal.verdict().target());
        shift.context.ask(
                Agent.RiskAnswer.class,
                shift.neighbours.riskAgent().apply(proposal.decision().symbol()),
                Shift.NEIGHBOURLY,
                replyTo -> new Agent.AskRisk(question, replyTo),
                (answer, fault) -> new DeskNote.RiskRead(
                        proposal.decision(),
                        fault == null ? answer : new Agent.Unmeasured(proposal.decision(), fault.toString())));
    }

    Entry onHaltRead(DeskState state, DeskNote.HaltRead read) {
        if (read.position().halted()) {
            shift.takeBackWhatWaits();
        }
        return halted(state, read.position().halted());
    }

    private Entry halted(DeskState state, boolean halted) {
        if (execution == null) {
            return Entry.nothing();
        }
        execution.halted = Optional.of(halted);
        return ruleWhenComplete(state);
    }

    /** A switch that nobody can read counts as engaged, once asking again has not helped. */
    Entry onHaltUnread(DeskState state, DeskNote.HaltUnread unread) {
        shift.context.getLog().warn("The kill switch does not answer: {}", unread.why());
        if (execution == null || askAgainLater(execution, "kill switch", new DeskNote.AskHaltAgain())) {
            return Entry.nothing();
        }
        return halted(state, true);
    }

    Entry onRiskRead(DeskState state, DeskNote.RiskRead read) {
        if (execution == null) {
            return Entry.nothing();
        }
        switch (read.answer()) {
            case Agent.Measured measured -> execution.risk.put(read.decision(), Optional.of(measured.assessment()));
            case Agent.Unmeasured unmeasured -> {
                shift.context.getLog().warn("The risk of {} is not known: {}", read.decision(), unmeasured.why());
                var proposal = execution.proposal(read.decision());
                if (proposal.isEmpty()
                        || askAgainLater(
                                execution, read.decision().toString(), new DeskNote.AskRiskAgain(proposal.get()))) {
                    return Entry.nothing();
                }
                execution.risk.put(read.decision(), Optional.empty());
            }
        }
        return ruleWhenComplete(state);
    }

    /** In virtual time a silent neighbour is asked again, up to a bound; live it is not waited for. */
    private boolean askAgainLater(Execution current, String whom, DeskNote again) {
        return switch (shift.settings.pace()) {
            case Pace.Live _ -> false;
            case Pace.Virtual virtual -> {
                int asked = current.asked.merge(whom, 1, Integer::sum);
                if (asked < virtual.attempts()) {
                    shift.timers.startSingleTimer(whom, again, virtual.pause());
                }
                yield asked < virtual.attempts();
            }
        };
    }

    Entry onAskRiskAgain(DeskNote.AskRiskAgain again) {
        askRisk(again.proposal());
        return Entry.nothing();
    }

    Entry onAskHaltAgain() {
        askHalt();
        return Entry.nothing();
    }

    private Entry ruleWhenComplete(DeskState state) {
        if (execution == null || execution.ruled || !execution.isComplete()) {
            return Entry.nothing();
        }
        execution.ruled = true;
        var rulings = new Rulings(shift.account, shift.settings, shift.neighbours.instrument()).on(execution, state);
        var orders = orders(rulings);
        if (!orders.isEmpty()) {
            Failpoint.reached("order.ruled");
        }
        var events = new ArrayList<>(rulings);
        var passed = new ArrayList<OrderTicket>();
        for (var order : orders) {
            if (passes(order)) {
                passed.add(order);
            } else {
                events.add(new OrderDesk.OrderRefused(order.id(), OrderDesk.Refusal.AT_THE_DOOR));
            }
        }
        return new Entry(events, next -> send(next, passed));
    }

    /** Asked before anything is journalled: what is journalled and not refused may be sent, also after a crash. */
    private boolean passes(OrderTicket order) {
        var refusal = desk.doorway().refusal(order);
        if (refusal.isPresent()) {
            shift.context
                    .getLog()
                    .warn("Order {} is not sent: {}", order.id(), refusal.get().why());
            return false;
        }
        desk.doorway().passed(order);
        return true;
    }

    private static List<OrderTicket> orders(List<OrderDesk.Event> rulings) {
        return rulings.stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .flatMap(ruled -> ((OrderDesk.ProposalRuled) ruled).intents().stream())
                .map(OrderTicket::of)
                .toList();
    }

    private void send(DeskState state, List<OrderTicket> orders) {
        if (!orders.isEmpty()) {
            Failpoint.reached("order.intent-journalled");
        }
        orders.forEach(order -> desk.hearing().send(state, order.id()));
        executed(state);
    }

    /** Answers once every order of the moment was sent, and the venue has said something or nothing. */
    void executed(DeskState state) {
        var done = execution;
        if (done != null
                && (done.ruled || done.proposals.isEmpty())
                && !desk.hearing().isSendingDecisions(state)) {
            execution = null;
            done.replyTo.tell(new OrderDesk.Executed(done.execute.asOfNanos()));
        }
    }
}
