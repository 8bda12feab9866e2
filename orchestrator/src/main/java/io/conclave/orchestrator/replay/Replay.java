package io.conclave.orchestrator.replay;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.chain.DecisionRecord;
import io.conclave.orchestrator.chain.RunHash;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Rulings;
import io.conclave.orchestrator.riskgate.GateLimits;
import io.conclave.orchestrator.riskgate.RiskGate;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.round.Deliberation;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Round;
import io.conclave.orchestrator.round.RoundSettings;
import io.conclave.orchestrator.round.Suspension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run decided a second time: votes, outcomes, gate facts and fills are read from the journal, everything the engine
 * made of them is computed anew. Equal on every machine.
 */
public final class Replay {
    /**
     * How a replay went.
     *
     * @param journalHash what the journal says the run's hash is, as of its last sealed decisions
     * @param replayHash what the replay made of it
     * @param difference the first decision that came out otherwise, and in what; absent when none did
     */
    public record Result(String journalHash, String replayHash, int decisions, Optional<String> difference) {
        public boolean isEqual() {
            return difference.isEmpty() && journalHash.equals(replayHash);
        }
    }

    private final RoundSettings settings;
    private final GateLimits limits;
    private final String account;
    private final SortedMap<DecisionId, OrderDesk.ProposalRuled> rulings = new TreeMap<>();
    private final SortedMap<Symbol, DecisionChain> journalled = new TreeMap<>();
    private final SortedMap<Symbol, DecisionChain> replayed = new TreeMap<>();
    private Optional<String> difference = Optional.empty();
    private int decisions;

    /**
     * @param settings those the run was made with
     * @param account whose desk ruled
     */
    public static Result of(
            SortedMap<Symbol, List<Orchestrator.Event>> rounds,
            List<OrderDesk.Event> desk,
            RoundSettings settings,
            GateLimits limits,
            String account) {
        var replay = new Replay(desk, settings, limits, account);
        rounds.forEach(replay::take);
        return new Result(
                RunHash.of(replay.journalled), RunHash.of(replay.replayed), replay.decisions, replay.difference);
    }

    private Replay(List<OrderDesk.Event> desk, RoundSettings settings, GateLimits limits, String account) {
        this.settings = settings;
        this.limits = limits;
        this.account = account;
        for (OrderDesk.Event event : desk) {
            if (event instanceof OrderDesk.ProposalRuled ruled) {
                rulings.put(ruled.decision(), ruled);
            }
        }
    }

    private void take(Symbol symbol, List<Orchestrator.Event> events) {
        var instrument = new Line(symbol);
        events.forEach(instrument::take);
        journalled.put(symbol, instrument.journalChain);
        replayed.put(symbol, instrument.chain);
    }

    private void differs(DecisionId decision, String in) {
        if (difference.isEmpty()) {
            difference = Optional.of(decision + " differs in its " + in);
        }
    }

    /** One instrument's decisions, in order. */
    private final class Line {
        private final Deliberation deliberation = new Deliberation(settings);
        private Federation federation = Federation.founded(settings.roster(), settings.consensus());
        private DecisionChain chain = DecisionChain.START;
        private DecisionChain journalChain = DecisionChain.START;
        private final List<Orchestrator.StandingChanged> pending = new ArrayList<>();
        private final List<Orchestrator.AgentJoined> joining = new ArrayList<>();
        private final Symbol symbol;
        private @Nullable Round round;
        private Optional<Suspension.Reason> suspended = Optional.empty();

        private Line(Symbol symbol) {
            this.symbol = symbol;
        }

        private void take(Orchestrator.Event event) {
            switch (event) {
                case Orchestrator.FederationFounded founded -> {
                    if (!founded.federation().equals(federation)) {
                        difference = Optional.of("The federation of " + symbol + " was founded otherwise");
                    }
                }
                case Orchestrator.StandingChanged changed -> pending.add(changed);
                case Orchestrator.AgentJoined joined -> joining.add(joined);
                case Orchestrator.RoundOpened opened -> open(opened);
                case Orchestrator.RoundSuspended held -> suspended = Optional.of(held.reason());
                case Orchestrator.VoteCounted counted -> round = current().with(counted.vote());
                case Orchestrator.RoundSettled settled -> settle(settled);
                case Orchestrator.RoundSealed sealed -> seal(sealed);
                case Orchestrator.OutcomeScored scored -> learn(scored);
            }
        }

        private void open(Orchestrator.RoundOpened opened) {
            federation = Orchestrator.withChanges(federation, joining, pending);
            joining.clear();
            pending.clear();
            suspended = Optional.empty();
            round = Round.opened(opened);
        }

        private void settle(Orchestrator.RoundSettled settled) {
            var consensus = federation.decide(current().ballots(), settings.consensus());
            var verdict = deliberation.verdict(consensus, current(), suspended);
            if (!consensus.equals(settled.consensus())) {
                differs(settled.decision(), "consensus");
            }
            if (!verdict.equals(settled.verdict())) {
                differs(settled.decision(), "verdict");
            }
            round = current().settled(consensus, verdict);
        }

        private void seal(Orchestrator.RoundSealed sealed) {
            var ruled = Optional.ofNullable(rulings.get(sealed.decision()));
            var vetoes = List.<Veto>of();
            var intents = List.<OrderIntent>of();
            if (ruled.isPresent()) {
                var verdict = current().verdict().orElseThrow();
                var ruling = RiskGate.rule(verdict.target(), ruled.get().facts(), limits);
                Price reference = current().question().close();
                vetoes = ruling.vetoes();
                intents = Rulings.intents(account, sealed.decision(), reference, ruling);
            }
            if (!vetoes.equals(sealed.vetoes())) {
                differs(sealed.decision(), "vetoes");
            }
            if (!intents.equals(sealed.intents())) {
                differs(sealed.decision(), "orders");
            }
            var decided = new DecisionRecord(
                    sealed.decision(),
                    current().votes(),
                    current().consensus().orElseThrow().q(),
                    current().verdict().orElseThrow(),
                    vetoes,
                    intents,
                    sealed.fills());
            chain = chain.then(decided);
            journalChain = new DecisionChain(sealed.link());
            decisions++;
            if (!chain.equals(journalChain)) {
                differs(sealed.decision(), "hash");
            }
        }

        private void learn(Orchestrator.OutcomeScored scored) {
            federation = federation.learned(current().ballots(), scored.outcome(), settings.consensus());
            if (!federation.equals(scored.federation())) {
                differs(scored.decision(), "weights");
            }
        }

        private Round current() {
            if (round == null) {
                throw new IllegalStateException("The journal of " + symbol + " does not begin with a round");
            }
            return round;
        }
    }
}
