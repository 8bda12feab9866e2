package io.conclave.app.report;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Money;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Baselines;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run counted from its journal, event by event, in the order they were written. */
public final class Tally {
    private final ConsensusRules rules;
    private final SortedMap<Symbol, Federation> federations = new TreeMap<>();
    private final SortedMap<Symbol, SortedMap<AgentId, Ballot>> ballots = new TreeMap<>();
    private final SortedMap<AgentId, Turnout> turnouts = new TreeMap<>();
    private final SortedMap<String, Integer> causes = new TreeMap<>();
    private final SortedMap<String, Integer> vetoes = new TreeMap<>();
    private final SortedMap<String, Integer> outcomes = new TreeMap<>();
    private final List<Fill> fills = new ArrayList<>();
    private Baselines baselines = Baselines.NONE;
    private int rounds;
    private int orders;
    private Optional<Ledger.Marked> lastMark = Optional.empty();
    private Money peak = Money.ZERO;
    private double deepest;
    private Optional<String> runHash = Optional.empty();

    /** How often an agent was asked, and what it did. */
    public static final class Turnout {
        private int votes;
        private int abstentions;
        private final SortedMap<String, Integer> reasons = new TreeMap<>();

        public int votes() {
            return votes;
        }

        public int abstentions() {
            return abstentions;
        }

        public SortedMap<String, Integer> reasons() {
            return reasons;
        }
    }

    /** @param rules those the run was made with */
    public Tally(ConsensusRules rules) {
        this.rules = rules;
    }

    /** Takes the next event; what a tally does not count, it passes over. */
    public void take(Journaled event) {
        switch (event) {
            case Orchestrator.FederationFounded founded ->
                founded.federation().seats().forEach(seat -> turnouts.putIfAbsent(seat.agent(), new Turnout()));
            case Orchestrator.RoundOpened opened -> open(opened);
            case Orchestrator.VoteCounted counted -> count(counted.vote());
            case Orchestrator.RoundSettled settled ->
                causes.merge(
                        settled.verdict().stance() + "/" + settled.verdict().cause(), 1, Integer::sum);
            case Orchestrator.OutcomeScored scored -> score(scored);
            case OrderDesk.ProposalRuled ruled -> {
                orders += ruled.intents().size();
                ruled.vetoes().stream().map(Veto::reason).forEach(why -> vetoes.merge(why.name(), 1, Integer::sum));
            }
            case Ledger.FillPosted posted -> fills.add(posted.fill());
            case Ledger.Marked marked -> mark(marked);
            case Conductor.RunFinished finished -> runHash = Optional.of(finished.runHash());
            default -> {}
        }
    }

    private void open(Orchestrator.RoundOpened opened) {
        rounds++;
        ballots.put(opened.question().decision().symbol(), new TreeMap<>());
    }

    private void count(Vote vote) {
        var turnout = turnouts.computeIfAbsent(vote.agent(), agent -> new Turnout());
        ballots.computeIfAbsent(vote.decision().symbol(), symbol -> new TreeMap<>())
                .put(vote.agent(), vote.ballot());
        switch (vote.ballot()) {
            case Ballot.Cast _ -> turnout.votes++;
            case Ballot.Abstained abstained -> {
                turnout.abstentions++;
                turnout.reasons.merge(abstained.reason().name(), 1, Integer::sum);
            }
        }
    }

    private void score(Orchestrator.OutcomeScored scored) {
        var symbol = scored.decision().symbol();
        var before = Optional.ofNullable(federations.get(symbol))
                .orElseGet(() -> Federation.founded(
                        scored.federation().seats().stream()
                                .map(seat -> seat.agent())
                                .toList(),
                        rules));
        baselines = baselines.scored(before, ballots.getOrDefault(symbol, new TreeMap<>()), scored.outcome(), rules);
        outcomes.merge(scored.outcome().name(), 1, Integer::sum);
        federations.put(symbol, scored.federation());
    }

    private void mark(Ledger.Marked marked) {
        lastMark = Optional.of(marked);
        if (marked.equity().compareTo(peak) > 0) {
            peak = marked.equity();
        }
        if (peak.signum() > 0) {
            deepest = Math.max(deepest, 1 - marked.equity().toDouble() / peak.toDouble());
        }
    }

    public int rounds() {
        return rounds;
    }

    public int orders() {
        return orders;
    }

    public List<Fill> fills() {
        return List.copyOf(fills);
    }

    public SortedMap<AgentId, Turnout> turnouts() {
        return turnouts;
    }

    /** How often each verdict was reached: stance and cause. */
    public SortedMap<String, Integer> verdicts() {
        return causes;
    }

    public SortedMap<String, Integer> vetoes() {
        return vetoes;
    }

    public SortedMap<String, Integer> outcomes() {
        return outcomes;
    }

    public Baselines baselines() {
        return baselines;
    }

    /** Each instrument's federation after its last scored round. */
    public SortedMap<Symbol, Federation> federations() {
        return federations;
    }

    public Optional<Ledger.Marked> lastMark() {
        return lastMark;
    }

    /** Deepest fall of equity from a peak, fraction. */
    public double maxDrawdown() {
        return deepest;
    }

    /** The run's hash; absent while it is not finished. */
    public Optional<String> runHash() {
        return runHash;
    }
}
