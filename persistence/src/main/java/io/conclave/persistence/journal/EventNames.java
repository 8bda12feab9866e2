package io.conclave.persistence.journal;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.execution.DeskState;
import io.conclave.orchestrator.execution.OlderDeskState;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The name under which each event and snapshot is stored, for ever: {@code round.vote-counted.v1}.
 *
 * <p>A class may move or be renamed, its name here may not. An event whose fields must change is followed by another
 * record with the next version; the old one stays, to read what was written.
 */
public final class EventNames {
    private static final SortedMap<String, Class<? extends Journaled>> BY_NAME = new TreeMap<>();
    private static final Map<Class<?>, String> BY_TYPE = new HashMap<>();

    static {
        name("agent.vote-given.v1", Agent.VoteGiven.class);
        name("agent.state.v1", Agent.State.class);
        name("consensus.federation.v1", Federation.class);
        name("round.federation-founded.v1", Orchestrator.FederationFounded.class);
        name("round.standing-changed.v1", Orchestrator.StandingChanged.class);
        name("round.agent-joined.v1", Orchestrator.AgentJoined.class);
        name("round.opened.v1", Orchestrator.RoundOpened.class);
        name("round.suspended.v1", Orchestrator.RoundSuspended.class);
        name("round.vote-counted.v1", Orchestrator.VoteCounted.class);
        name("round.settled.v1", Orchestrator.RoundSettled.class);
        name("round.sealed.v1", Orchestrator.RoundSealed.class);
        name("round.outcome-scored.v1", Orchestrator.OutcomeScored.class);
        name("round.state.v1", Orchestrator.StateWithoutJoining.class);
        name("round.state.v2", Orchestrator.State.class);
        name("desk.proposal-ruled.v1", OrderDesk.ProposalRuled.class);
        name("desk.nothing-proposed.v1", OrderDesk.NothingProposed.class);
        name("desk.order-accepted.v1", OrderDesk.OrderAccepted.class);
        name("desk.order-rejected.v1", OrderDesk.OrderRejected.class);
        name("desk.order-uncertain.v1", OrderDesk.OrderUncertain.class);
        name("desk.order-filled.v1", OrderDesk.OrderFilled.class);
        name("desk.fills-booked.v1", OrderDesk.FillsBooked.class);
        name("desk.order-refused.v1", OrderDesk.OrderRefused.class);
        name("desk.not-reconciled.v1", OrderDesk.NotReconciled.class);
        name("desk.limits-set.v1", OrderDesk.LimitsSet.class);
        name("desk.state.v1", OlderDeskState.OfIntents.class);
        name("desk.state.v2", OlderDeskState.OfFixedLimits.class);
        name("desk.state.v3", DeskState.class);
        name("desk.dead-man-armed.v1", OrderDesk.DeadManArmed.class);
        name("desk.dead-man-disarmed.v1", OrderDesk.DeadManDisarmed.class);
        name("desk.dead-man-triggered.v1", OrderDesk.DeadManTriggered.class);
        name("order.placed.v1", OrderDesk.OrderPlaced.class);
        name("order.cancel-asked.v1", OrderDesk.CancelAsked.class);
        name("order.replace-asked.v1", OrderDesk.ReplaceAsked.class);
        name("order.replaced.v1", OrderDesk.OrderReplaced.class);
        name("order.kept.v1", OrderDesk.OrderKept.class);
        name("order.ended.v1", OrderDesk.OrderEnded.class);
        name("order.paired.v1", OrderDesk.OrdersPaired.class);
        name("order.bracketed.v1", OrderDesk.OrderBracketed.class);
        name("order.trails.v1", OrderDesk.OrderTrails.class);
        name("order.covered.v1", OrderDesk.OrderCovered.class);
        name("ledger.fill-posted.v1", Ledger.FillPosted.class);
        name("ledger.marked.v1", Ledger.Marked.class);
        name("ledger.state.v1", Ledger.StateWithoutDay.class);
        name("ledger.state.v2", Ledger.State.class);
        name("kill-switch.engaged.v1", KillSwitch.Engaged.class);
        name("kill-switch.released.v1", KillSwitch.Released.class);
        name("kill-switch.state.v1", KillSwitch.State.class);
        name("run.started.v1", Conductor.RunStarted.class);
        name("run.step-taken.v1", Conductor.StepTaken.class);
        name("run.finished.v1", Conductor.RunFinished.class);
        name("run.state.v1", Conductor.State.class);
    }

    private EventNames() {}

    private static void name(String name, Class<? extends Journaled> type) {
        if (BY_NAME.put(name, type) != null || BY_TYPE.put(type, name) != null) {
            throw new IllegalStateException("Two journal entries for " + name + " or " + type.getName());
        }
    }

    /** Every name with its type, by name. */
    static SortedMap<String, Class<? extends Journaled>> all() {
        return Collections.unmodifiableSortedMap(BY_NAME);
    }

    static Optional<Class<? extends Journaled>> typeOf(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** @throws IllegalArgumentException for a type that has none: it must be given one before it is stored */
    public static String nameOf(Class<?> type) {
        var name = BY_TYPE.get(type);
        if (name == null) {
            throw new IllegalArgumentException(
                    type.getName() + " has no name in the journal: give it one in " + EventNames.class.getName());
        }
        return name;
    }
}
