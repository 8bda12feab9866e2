package io.conclave.app.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.agents.Journaled;
import io.conclave.domain.order.Fill;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.sizing.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One decision as the journal tells it, from question to outcome; what has not happened yet is absent. */
public final class DecisionAccount {
    private final Orchestrator.RoundOpened opened;
    private final List<Vote> votes = new ArrayList<>();
    private Optional<Orchestrator.RoundSettled> settled = Optional.empty();
    private Optional<OrderDesk.ProposalRuled> ruled = Optional.empty();
    private Optional<Orchestrator.RoundSealed> sealed = Optional.empty();
    private Optional<Orchestrator.OutcomeScored> scored = Optional.empty();

    private DecisionAccount(Orchestrator.RoundOpened opened) {
        this.opened = opened;
    }

    /** Collects the events of a run into its decisions, in the order of time. */
    public static final class Collector {
        private final SortedMap<DecisionId, DecisionAccount> accounts = new TreeMap<>();

        /** Takes the next event; what is no part of a decision is passed over. */
        public void take(Journaled event) {
            switch (event) {
                case Orchestrator.RoundOpened opened ->
                    accounts.put(opened.question().decision(), new DecisionAccount(opened));
                case Orchestrator.VoteCounted counted ->
                    of(counted.vote().decision()).ifPresent(account -> account.votes.add(counted.vote()));
                case Orchestrator.RoundSettled settled ->
                    of(settled.decision()).ifPresent(account -> account.settled = Optional.of(settled));
                case OrderDesk.ProposalRuled ruled ->
                    of(ruled.decision()).ifPresent(account -> account.ruled = Optional.of(ruled));
                case Orchestrator.RoundSealed sealed ->
                    of(sealed.decision()).ifPresent(account -> account.sealed = Optional.of(sealed));
                case Orchestrator.OutcomeScored scored ->
                    of(scored.decision()).ifPresent(account -> account.scored = Optional.of(scored));
                default -> {}
            }
        }

        public Optional<DecisionAccount> of(DecisionId decision) {
            return Optional.ofNullable(accounts.get(decision));
        }

        public List<DecisionAccount> all() {
            return List.copyOf(accounts.values());
        }
    }

    public DecisionId id() {
        return opened.question().decision();
    }

    public Orchestrator.RoundOpened opened() {
        return opened;
    }

    public List<Vote> votes() {
        return List.copyOf(votes);
    }

    public Optional<Consensus> consensus() {
        return settled.map(Orchestrator.RoundSettled::consensus);
    }

    public Optional<Verdict> verdict() {
        return settled.map(Orchestrator.RoundSettled::verdict);
    }

    public Optional<OrderDesk.ProposalRuled> ruled() {
        return ruled;
    }

    public List<Fill> fills() {
        return sealed.map(Orchestrator.RoundSealed::fills).orElse(List.of());
    }

    public Optional<Orchestrator.OutcomeScored> scored() {
        return scored;
    }

    public Optional<Orchestrator.RoundSealed> sealed() {
        return sealed;
    }

    // ---- as JSON

    /** One line of {@code decisions.jsonl}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            String decision,
            String asOf,
            String close,
            String up,
            String down,
            List<VoteLine> votes,
            @Nullable List<Double> forecast,
            @Nullable String stance,
            @Nullable String cause,
            @Nullable String target,
            List<VetoLine> vetoes,
            List<OrderLine> orders,
            List<FillLine> fills,
            @Nullable String outcome,
            @Nullable String link) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VoteLine(
            String agent,
            @Nullable List<Double> forecast,
            @Nullable String abstained,
            @Nullable String detail,
            double weight,
            List<String> evidence,
            String model) {}

    public record VetoLine(String reason, String asked, String allowed) {}

    public record OrderLine(String id, String side, String quantity, String reference) {}

    public record FillLine(String id, String order, String quantity, String price, String fee, String at) {}

    public Line line() {
        var question = opened.question();
        return new Line(
                id().toString(),
                Instant.ofEpochSecond(0, id().asOfNanos()).toString(),
                question.close().toString(),
                question.barriers().up().toString(),
                question.barriers().down().toString(),
                votes.stream().map(this::line).toList(),
                consensus().map(Consensus::q).orElse(null),
                verdict().map(verdict -> verdict.stance().name()).orElse(null),
                verdict().map(verdict -> verdict.cause().name()).orElse(null),
                verdict().map(verdict -> verdict.target().toString()).orElse(null),
                ruled.map(r -> r.vetoes().stream()
                                .map(veto -> new VetoLine(
                                        veto.reason().name(),
                                        veto.asked().toString(),
                                        veto.allowed().toString()))
                                .toList())
                        .orElse(List.of()),
                ruled.map(r -> r.intents().stream()
                                .map(order -> new OrderLine(
                                        order.id().value(),
                                        order.side().name(),
                                        order.quantity().toString(),
                                        order.reference().toString()))
                                .toList())
                        .orElse(List.of()),
                fills().stream()
                        .map(fill -> new FillLine(
                                fill.id(),
                                fill.order().value(),
                                fill.quantity().toString(),
                                fill.price().toString(),
                                fill.fee().toString(),
                                Instant.ofEpochSecond(0, fill.atNanos()).toString()))
                        .toList(),
                scored.map(s -> s.outcome().name()).orElse(null),
                sealed.map(Orchestrator.RoundSealed::link).orElse(null));
    }

    private VoteLine line(Vote vote) {
        double weight = consensus()
                .map(agreed -> agreed.weights().getOrDefault(vote.agent(), 0.0))
                .orElse(0.0);
        return switch (vote.ballot()) {
            case Ballot.Cast cast -> {
                double[] p = cast.forecast().probabilities();
                yield new VoteLine(
                        vote.agent().name(),
                        List.of(p[0], p[1], p[2]),
                        null,
                        null,
                        weight,
                        vote.evidence(),
                        vote.made().modelId());
            }
            case Ballot.Abstained abstained ->
                new VoteLine(
                        vote.agent().name(),
                        null,
                        abstained.reason().name(),
                        abstained.detail(),
                        0,
                        vote.evidence(),
                        vote.made().modelId());
        };
    }
}
