package io.conclave.orchestrator.chain;

import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.Comparator;
import java.util.List;

/**
 * A decision in canonical bytes: what was decided and on what evidence. Never what it took: no run, model, latency,
 * tokens or money spent, and no words an agent gave for abstaining. Enums go by name, so reordering one changes nothing.
 *
 * <p>This layout is frozen. Another one gets another name in its first record, and hashes of old runs are compared with
 * the old.
 */
final class DecisionBytes {
    private static final String LAYOUT = "decision.v1";

    private DecisionBytes() {}

    static byte[] of(DecisionRecord decision) {
        var votes = decision.votes().stream()
                .sorted(Comparator.comparing(Vote::agent))
                .toList();
        refuseStrayVotes(decision.id(), votes);
        return write(new CanonicalBytes().record(LAYOUT), decision.id())
                .list(votes, DecisionBytes::write)
                .list(decision.q(), CanonicalBytes::number)
                .list(List.of(decision.verdict()), DecisionBytes::write)
                .list(decision.vetoes(), DecisionBytes::write)
                .list(decision.intents(), DecisionBytes::write)
                .list(decision.fills(), DecisionBytes::write)
                .toBytes();
    }

    private static void refuseStrayVotes(DecisionId id, List<Vote> votes) {
        for (int i = 0; i < votes.size(); i++) {
            var vote = votes.get(i);
            if (!vote.decision().equals(id)) {
                throw new IllegalArgumentException(
                        vote.agent() + "'s vote on " + vote.decision() + " cannot be hashed into " + id);
            }
            if (i > 0 && votes.get(i - 1).agent().equals(vote.agent())) {
                throw new IllegalArgumentException(vote.agent() + " voted twice on " + id);
            }
        }
    }

    private static CanonicalBytes write(CanonicalBytes out, DecisionId id) {
        return out.text(id.symbol().name()).number(id.asOfNanos());
    }

    private static void write(CanonicalBytes out, Vote vote) {
        out.text(vote.agent().name());
        switch (vote.ballot()) {
            case Ballot.Cast cast ->
                out.record("cast")
                        .number((long) cast.forecast().downPpm())
                        .number((long) cast.forecast().flatPpm())
                        .number((long) cast.forecast().upPpm());
            case Ballot.Abstained abstained ->
                out.record("abstained").text(abstained.reason().name());
        }
        out.list(vote.evidence(), CanonicalBytes::text);
    }

    private static void write(CanonicalBytes out, Verdict verdict) {
        out.text(verdict.stance().name())
                .number(verdict.target().ppm())
                .text(verdict.cause().name());
    }

    private static void write(CanonicalBytes out, Veto veto) {
        out.text(veto.reason().name())
                .number(veto.asked().ppm())
                .number(veto.allowed().ppm());
    }

    private static void write(CanonicalBytes out, OrderIntent intent) {
        write(out.text(intent.id().value()), intent.decision())
                .text(intent.symbol().name())
                .text(intent.side().name())
                .number(intent.quantity().e8())
                .number(intent.reference().e8())
                .number(intent.atNanos());
    }

    private static void write(CanonicalBytes out, Fill fill) {
        out.text(fill.id())
                .text(fill.order().value())
                .text(fill.symbol().name())
                .text(fill.side().name())
                .number(fill.quantity().e8())
                .number(fill.price().e8())
                .number(fill.fee().e8())
                .number(fill.atNanos());
    }
}
