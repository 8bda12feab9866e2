package io.conclave.app.web;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.FillView;
import io.conclave.http.view.ForecastView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.Stance;
import io.conclave.http.view.VoteView;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.persistence.readmodel.DecisionView;
import io.conclave.persistence.readmodel.OrderView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what the read models know of a decision into what the API shows. Sealed decisions only. */
final class Stories {
    private static final double NANOS_A_MILLI = 1e6;

    private final Rounds rounds;
    private final Evidence evidence;

    Stories(Rounds rounds, Evidence evidence) {
        this.rounds = rounds;
        this.evidence = evidence;
    }

    /**
     * @param votes those of this decision
     * @param fills those of its orders
     */
    DecisionSummary summary(
            DecisionView decision,
            List<io.conclave.persistence.readmodel.VoteView> votes,
            int vetoes,
            List<io.conclave.persistence.readmodel.FillView> fills) {
        var verdict = decision.verdict().orElseThrow();
        var stance = Stance.valueOf(verdict.stance());
        int cast = (int) votes.stream()
                .filter(vote -> vote.vote().ballot() instanceof Ballot.Cast)
                .count();
        return new DecisionSummary(
                decision.id(),
                decision.id().symbol(),
                Instants.ofNanos(decision.id().asOfNanos()),
                rounds.numberOf(decision.id()),
                decision.close(),
                stance,
                Sentences.why(verdict),
                consensus(verdict),
                stance == Stance.NO_TRADE ? Optional.empty() : Optional.of(heldAfterwards(decision, verdict)),
                cast,
                votes.size() - cast,
                vetoes,
                fills.stream().map(fill -> FillView.of(fill.fill())).toList(),
                decision.link().orElseThrow());
    }

    /** What the gate left of the target. */
    private static Fraction heldAfterwards(DecisionView decision, DecisionView.Verdict verdict) {
        return decision.allowed().orElse(verdict.target());
    }

    /** Without a quorum there is only the base rate, which nobody agreed on. */
    private static Optional<ForecastView> consensus(DecisionView.Verdict verdict) {
        return Cause.valueOf(verdict.cause()) == Cause.NO_QUORUM
                ? Optional.empty()
                : Optional.of(ForecastView.of(Forecast.of(
                        verdict.q().get(0), verdict.q().get(1), verdict.q().get(2))));
    }

    /** @param previousHash the chain before this decision */
    DecisionStory story(io.conclave.persistence.readmodel.DecisionStory told, String previousHash) {
        var decision = told.decision();
        var summary = summary(decision, told.votes(), told.vetoes().size(), told.fills());
        return new DecisionStory(
                summary,
                told.votes().stream().map(this::vote).toList(),
                told.vetoes().stream()
                        .map(veto -> new DecisionStory.Veto(veto.reason(), Sentences.of(veto)))
                        .toList(),
                told.orders().stream().map(Stories::order).toList(),
                outcome(decision),
                new DecisionStory.HashLink(previousHash, summary.hash()));
    }

    private VoteView vote(io.conclave.persistence.readmodel.VoteView counted) {
        var vote = counted.vote();
        var symbol = vote.decision().symbol();
        var seen = new ArrayList<io.conclave.http.view.EvidenceView>();
        vote.evidence().forEach(id -> seen.add(evidence.of(id, symbol)));
        var made = vote.made();
        var abstained = vote.ballot() instanceof Ballot.Abstained(var why, var detail)
                ? Optional.of(new Ballot.Abstained(why, detail))
                : Optional.<Ballot.Abstained>empty();
        return new VoteView(
                vote.agent(),
                abstained.isPresent() ? VoteView.Cast.ABSTAINED : VoteView.Cast.CAST,
                forecast(vote.ballot()),
                abstained.map(ballot -> ballot.reason().name()),
                abstained.map(Ballot.Abstained::detail),
                counted.weight().orElse(0),
                made.modelId(),
                made.tokens(),
                BigDecimal.valueOf(made.costMicros(), 6).stripTrailingZeros().toPlainString(),
                made.latencyNanos() / NANOS_A_MILLI,
                seen);
    }

    private static Optional<ForecastView> forecast(Ballot ballot) {
        return switch (ballot) {
            case Ballot.Cast cast -> Optional.of(ForecastView.of(cast.forecast()));
            case Ballot.Abstained _ -> Optional.empty();
        };
    }

    private static DecisionStory.Order order(OrderView sent) {
        var intent = sent.order().intent();
        return new DecisionStory.Order(
                intent.id(),
                intent.side(),
                intent.quantity(),
                intent.reference(),
                sent.order().state(),
                Instants.ofNanos(intent.atNanos()));
    }

    /** Scored at the next round, with the forecast that was traded on. */
    private Optional<DecisionStory.Outcome> outcome(DecisionView decision) {
        var q = decision.verdict().orElseThrow().q();
        return decision.outcome()
                .flatMap(label -> rounds.next(decision.id())
                        .map(at -> new DecisionStory.Outcome(label, Instants.ofNanos(at), brier(q, label.ordinal()))));
    }

    private static double brier(List<Double> q, int happened) {
        double loss = 0;
        for (int i = 0; i < q.size(); i++) {
            double miss = q.get(i) - (i == happened ? 1 : 0);
            loss += miss * miss;
        }
        return loss;
    }

    static boolean isSealed(DecisionView decision) {
        return decision.link().isPresent() && decision.verdict().isPresent();
    }
}
