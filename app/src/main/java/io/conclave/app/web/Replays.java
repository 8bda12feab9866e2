package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import io.conclave.http.view.ReplayView;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.replay.Replay;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes a decision of the run again, and every one before it on its instrument, from which the weights follow. Reads their
 * whole journal: it takes as long as the run is long.
 */
final class Replays {
    private final Engine engine;
    private final JournalReader journal;

    Replays(Engine engine, JournalReader journal) {
        this.engine = engine;
        this.journal = journal;
    }

    /** Empty if there is no such decision in the chain. */
    Optional<ReplayView> of(DecisionId id) {
        var events = new ArrayList<Orchestrator.Event>();
        for (var entry : journal.events(Orchestrator.TYPE.name() + "|" + engine.run() + ":" + id.symbol())) {
            events.add((Orchestrator.Event) entry.event());
            if (entry.event() instanceof Orchestrator.RoundSealed sealed
                    && sealed.decision().equals(id)) {
                return Optional.of(taken(id, events, sealed.link()));
            }
        }
        return Optional.empty();
    }

    private ReplayView taken(DecisionId id, List<Orchestrator.Event> events, String link) {
        var rounds = new TreeMap<Symbol, List<Orchestrator.Event>>();
        rounds.put(id.symbol(), events);
        var settings = engine.settings();
        var result = Replay.of(rounds, desk(), settings.round(), settings.desk().limits(), settings.account());
        return new ReplayView(id, result.isEqual(), result.decisions(), link, result.difference());
    }

    private List<OrderDesk.Event> desk() {
        var desk = OrderDesk.TYPE.name() + "|" + engine.run() + ":"
                + engine.settings().account();
        return journal.events(desk).stream()
                .map(entry -> (OrderDesk.Event) entry.event())
                .toList();
    }
}
