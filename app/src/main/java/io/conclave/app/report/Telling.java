package io.conclave.app.report;

import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Consensus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The whole story of one decision, in plain text. */
public final class Telling {
    private Telling() {}

    /**
     * @param headline what a piece of evidence is, for people; the id itself if nothing is known of it
     */
    public static String of(DecisionAccount account, Function<String, String> headline) {
        var text = new StringBuilder();
        var question = account.opened().question();
        say(
                text,
                "Decision %s, as of %s"
                        .formatted(
                                account.id(),
                                Instant.ofEpochSecond(0, account.id().asOfNanos())));
        say(
                text,
                "Asked: will the price touch +%s or -%s of %s first, within %d bar?"
                        .formatted(
                                percent(question.barriers().up().toDouble()),
                                percent(question.barriers().down().toDouble()),
                                question.close(),
                                question.horizonBars()));
        say(text, "Held: %s of equity".formatted(percent(question.position().toDouble())));
        say(text, "");
        account.votes().forEach(vote -> vote(text, vote, account, headline));
        account.consensus().ifPresent(agreed -> consensus(text, agreed));
        account.verdict()
                .ifPresent(verdict -> say(
                        text,
                        "Verdict: %s, target %s of equity, because of %s"
                                .formatted(
                                        verdict.stance(),
                                        percent(verdict.target().toDouble()),
                                        verdict.cause())));
        account.ruled().ifPresent(ruled -> {
            ruled.vetoes()
                    .forEach(veto -> say(
                            text,
                            "Veto %s: from %s to %s of equity"
                                    .formatted(
                                            veto.reason(),
                                            percent(veto.asked().toDouble()),
                                            percent(veto.allowed().toDouble()))));
            ruled.intents()
                    .forEach(order ->
                            say(text, "Order %s: %s %s".formatted(order.id(), order.side(), order.quantity())));
            if (ruled.intents().isEmpty()) {
                say(text, "No order: the position is where it may be");
            }
        });
        account.fills()
                .forEach(fill -> say(
                        text,
                        "Fill %s: %s at %s, fee %s, %s"
                                .formatted(
                                        fill.id(),
                                        fill.quantity(),
                                        fill.price(),
                                        fill.fee(),
                                        Instant.ofEpochSecond(0, fill.atNanos()))));
        account.scored().ifPresent(scored -> say(text, "Outcome: %s".formatted(scored.outcome())));
        account.sealed().ifPresent(seal -> say(text, "Sealed in the chain as %s".formatted(seal.link())));
        return text.toString().stripTrailing();
    }

    private static void vote(
            StringBuilder text, Vote vote, DecisionAccount account, Function<String, String> headline) {
        switch (vote.ballot()) {
            case Ballot.Cast cast -> {
                double[] p = cast.forecast().probabilities();
                double weight = account.consensus()
                        .map(agreed -> agreed.weights().getOrDefault(vote.agent(), 0.0))
                        .orElse(0.0);
                say(
                        text,
                        "%-8s down %s, flat %s, up %s   weight %s   by %s"
                                .formatted(
                                        vote.agent(),
                                        percent(p[0]),
                                        percent(p[1]),
                                        percent(p[2]),
                                        percent(weight),
                                        vote.made().modelId()));
            }
            case Ballot.Abstained abstained ->
                say(text, "%-8s abstained, %s: %s".formatted(vote.agent(), abstained.reason(), abstained.detail()));
        }
        vote.evidence().forEach(id -> say(text, "           saw %s".formatted(headline.apply(id))));
    }

    private static void consensus(StringBuilder text, Consensus agreed) {
        List<Double> q = agreed.q();
        say(text, "");
        say(
                text,
                "Consensus: down %s, flat %s, up %s; base rate weighs %s, disagreement %.4f nats"
                        .formatted(
                                percent(q.get(0)),
                                percent(q.get(1)),
                                percent(q.get(2)),
                                percent(agreed.baseRateWeight()),
                                agreed.disagreement()));
        agreed.held().forEach(agent -> say(text, "The source cap held %s back".formatted(agent)));
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
    }

    private static void say(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
