package io.conclave.app.web;

import io.conclave.agents.Agent;
import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Vote;
import io.conclave.http.port.Agents;
import io.conclave.http.port.Span;
import io.conclave.http.view.AgentView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.LogView;
import io.conclave.http.view.PredictionView;
import io.conclave.http.view.WeightPoint;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.consensus.Seat;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.readmodel.Page;
import io.conclave.persistence.readmodel.ReadModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The federation: standings and records by asking the orchestrators, health by asking the agents, weights from the read
 * models. Where several instruments are traded, an agent's record is over all, its standing and weight those on the first.
 */
final class FederationAgents implements Agents {
    /** An agent that does not say how it is within this is failing. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Engine engine;
    private final ReadModels models;
    private final Readers readers;
    private final Turnouts turnouts;
    private final Thoughts thoughts;
    private final List<Symbol> symbols;

    FederationAgents(Engine engine, ReadModels models, Readers readers, Turnouts turnouts, Thoughts thoughts) {
        this.engine = engine;
        this.models = models;
        this.readers = readers;
        this.turnouts = turnouts;
        this.thoughts = thoughts;
        this.symbols = engine.plan().tape().symbols();
    }

    @Override
    public CompletionStage<List<AgentView>> all() {
        var weights = readers.read(this::weightsNow);
        var federations = Stages.all(symbols.stream().map(engine::describe).toList());
        var roster = engine.settings().round().roster().stream().sorted().toList();
        var states = Stages.all(roster.stream().map(this::state).toList());
        return weights.thenCombine(
                federations.thenCombine(states, (described, known) -> views(roster, described, known)),
                (now, views) -> views.stream().map(view -> view.apply(now)).toList());
    }

    @Override
    public CompletionStage<Optional<AgentView>> one(AgentId id) {
        return all().thenApply(agents ->
                agents.stream().filter(agent -> agent.id().equals(id)).findFirst());
    }

    @Override
    public CompletionStage<List<LogView>> logs(AgentId id, Optional<LogPlace> after, int limit) {
        return thoughts.logs(id, after, limit);
    }

    @Override
    public CompletionStage<Optional<PredictionView>> prediction(Symbol symbol) {
        return thoughts.prediction(symbol);
    }

    @Override
    public CompletionStage<List<WeightPoint>> weights(Symbol symbol, Span span) {
        return readers.read(() -> {
            var newest = Newest.of(
                    span,
                    span.limit(),
                    page -> models.weights(engine.run(), symbol, page),
                    io.conclave.persistence.readmodel.WeightPoint::asOfNanos);
            var points = new TreeMap<Long, SortedMap<String, Double>>();
            newest.forEach(point -> points.computeIfAbsent(point.asOfNanos(), at -> new TreeMap<>())
                    .put(point.agent(), point.weight()));
            var views = new ArrayList<WeightPoint>();
            points.forEach((at, weights) -> views.add(new WeightPoint(Instants.ofNanos(at), weights)));
            return views;
        });
    }

    private Map<String, Double> weightsNow() {
        var latest = new TreeMap<String, Double>();
        models.weights(engine.run(), symbols.getFirst(), Page.newest(1))
                .forEach(point -> latest.put(point.agent(), point.weight()));
        return latest;
    }

    /** Empty if it does not answer. */
    private CompletionStage<Optional<Agent.Description>> state(AgentId agent) {
        return engine.describe(agent, symbols.getFirst())
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Optional::of)
                .exceptionally(fault -> Optional.empty());
    }

    /** A view that still lacks the weight. */
    private interface Weightless {
        AgentView apply(Map<String, Double> weights);
    }

    private List<Weightless> views(
            List<AgentId> roster, List<Orchestrator.Description> described, List<Optional<Agent.Description>> states) {
        var federations = described.stream()
                .flatMap(description -> description.federation().stream())
                .toList();
        var views = new ArrayList<Weightless>();
        for (int i = 0; i < roster.size(); i++) {
            var agent = roster.get(i);
            var state = states.get(i);
            views.add(weights -> view(agent, federations, state, weights));
        }
        return views;
    }

    private AgentView view(
            AgentId agent,
            List<Federation> federations,
            Optional<Agent.Description> state,
            Map<String, Double> weights) {
        var seats = federations.stream()
                .flatMap(federation -> federation.seatOf(agent).stream())
                .toList();
        var standing = seats.isEmpty() ? Standing.ACTIVE : seats.getFirst().standing();
        var turnout = turnouts.of(agent);
        return new AgentView(
                agent,
                agent.name().substring(0, 1).toUpperCase(Locale.ROOT)
                        + agent.name().substring(1),
                state.isPresent() ? "healthy" : "failing",
                standing.name().toLowerCase(Locale.ROOT),
                weights.getOrDefault(agent.name(), 0.0),
                brier(seats),
                turnout.votes(),
                turnout.abstentions(),
                turnout.reasons(),
                state.flatMap(Agent.Description::latest).map(Vote::made).map(made -> made.modelId()));
    }

    private static Optional<Double> brier(List<Seat> seats) {
        long rounds = seats.stream().mapToLong(seat -> seat.score().rounds()).sum();
        double loss = seats.stream().mapToDouble(seat -> seat.score().loss()).sum();
        return rounds == 0 ? Optional.empty() : Optional.of(loss / rounds);
    }
}
