package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.settings.TradingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What consensus alone takes, by the rules of the settings and without actors or journal: rounds a second, each decided and
 * then learned from; how long a decision takes; and how far the forecasts fell behind the best expert, beside how far they
 * can. The plain weights beside it do less; they say what the bare idea costs.
 */
final class ConsensusMeasures {
    private static final int ROUNDS = 4_000;
    private static final int SAMPLES = 5;
    private static final int AS_DELIVERED = 3;
    private static final long SEED = 20_131_125;

    private final ConsensusRules rules = TradingSettings.from(
                    ConfigFactory.load().getConfig("conclave"), new Pace.Virtual(1, Duration.ZERO))
            .round()
            .consensus();

    private ConsensusMeasures() {}

    static List<Bench.Part> parts() {
        return List.of(
                new Bench.Part(
                        List.of(
                                "consensus.rounds_per_s",
                                "consensus.decide.p50_us",
                                "consensus.decide.p99_us",
                                "consensus.regret.pure",
                                "consensus.regret.served"),
                        (program, progress) -> new ConsensusMeasures().three(progress)),
                slope(30, ROUNDS),
                slope(300, ROUNDS / 4));
    }

    private static Bench.Part slope(int agents, int rounds) {
        var name = "consensus.rounds_per_s.agents" + agents;
        return new Bench.Part(List.of(name), (program, progress) -> {
            progress.accept("Consensus: " + agents + " agents");
            return List.of(new ConsensusMeasures().rate(name, agents, rounds));
        });
    }

    private List<Result> three(Consumer<String> progress) {
        progress.accept("Consensus: " + AS_DELIVERED + " agents, " + ROUNDS + " rounds");
        var results = new ArrayList<Result>();
        results.add(rate("consensus.rounds_per_s", AS_DELIVERED, ROUNDS));
        var held = Held.of(Assembly.rounds(AS_DELIVERED, ROUNDS, SEED), AS_DELIVERED, rules);
        results.add(Result.of("consensus.decide.p50_us", "us", List.of(Quantile.of(held.decideMicros(), 0.50))));
        results.add(Result.of("consensus.decide.p99_us", "us", List.of(Quantile.of(held.decideMicros(), 0.99)))
                .beside("the longest, us", List.of(Quantile.of(held.decideMicros(), 1))));
        results.addAll(regret(RegretCertificate.of(held.federation())));
        return results;
    }

    private static List<Result> regret(RegretCertificate told) {
        return List.of(
                within(
                        "consensus.regret.pure",
                        "Brier",
                        told.pure().max(),
                        told.pure().bound(),
                        "ln N"),
                within(
                        "consensus.regret.served",
                        "Brier",
                        told.served().max(),
                        told.served().bound(),
                        "ln N, the share's price and the cap's"));
    }

    private static Result within(String name, String unit, double regret, double bound, String why) {
        return Result.of(name, unit, List.of(regret))
                .beside(why, List.of(bound))
                .toBe(Target.atMost(bound));
    }

    /** Both sides by turns; the first turn compiles what is hot. */
    private Result rate(String name, int agents, int rounds) {
        var made = Assembly.rounds(agents, rounds, SEED);
        var ours = new ArrayList<Double>();
        var plain = new ArrayList<Double>();
        for (int turn = -1; turn < SAMPLES; turn++) {
            double a = Held.of(made, agents, rules).perSecond();
            double b = plainPerSecond(made, agents);
            if (turn >= 0) {
                ours.add(a);
                plain.add(b);
            }
        }
        return Result.of(name, "1/s", ours).beside("exponential weights in a plain array, 1/s", plain);
    }

    private static double plainPerSecond(List<Assembly.Round> rounds, int agents) {
        var weights = new PlainWeights(Assembly.agents(agents));
        double lost = 0;
        long begun = System.nanoTime();
        for (var round : rounds) {
            lost += weights.held(round);
        }
        long took = System.nanoTime() - begun;
        if (!(lost >= 0)) {
            throw new NotMeasuredException("Plain weights lost " + lost + " in all, which no losses come to");
        }
        return rounds.size() * 1e9 / took;
    }

    /** Rounds that were decided and learned from, one after the other. */
    private record Held(Federation federation, List<Double> decideMicros, long nanos) {
        static Held of(List<Assembly.Round> rounds, int agents, ConsensusRules rules) {
            var federation = Federation.founded(Assembly.agents(agents), rules);
            var micros = new ArrayList<Double>(rounds.size());
            long begun = System.nanoTime();
            for (var round : rounds) {
                long asked = System.nanoTime();
                var consensus = federation.decide(round.ballots(), rules);
                micros.add((System.nanoTime() - asked) / 1e3);
                if (consensus.experts().isEmpty()) {
                    throw new NotMeasuredException("A round was decided by nobody");
                }
                federation = federation.learned(round.ballots(), round.outcome(), rules);
            }
            return new Held(federation, micros, System.nanoTime() - begun);
        }

        double perSecond() {
            return decideMicros.size() * 1e9 / nanos;
        }
    }
}
