package io.conclave.benchmarks;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Agents that see a made-up market through fog: in each round nature has odds; each agent tells them bent towards even odds
 * and blurred, the first least, and one ballot in twenty is an abstention. The first is the analyst, whose weight the federation
 * caps. The same for a seed, everywhere.
 */
final class Assembly {
    private static final double ABSTAIN = 0.05;
    private static final double BLUR = 0.2;

    private Assembly() {}

    /** What was voted and what came of it. */
    record Round(SortedMap<AgentId, Ballot> ballots, Outcome outcome) {}

    static List<AgentId> agents(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new AgentId(number == 0 ? "analyst" : number == 1 ? "quant" : "agent-" + number))
                .toList();
    }

    static List<Round> rounds(int agents, int rounds, long seed) {
        var random = new SplittableRandom(seed);
        var seated = agents(agents);
        var made = new ArrayList<Round>();
        for (int round = 0; round < rounds; round++) {
            double[] nature = odds(random);
            var ballots = new TreeMap<AgentId, Ballot>();
            for (var agent : seated) {
                double sight = 1 - (double) ballots.size() / agents;
                ballots.put(agent, ballot(nature, sight, random));
            }
            made.add(new Round(ballots, drawn(nature, random)));
        }
        return made;
    }

    private static double[] odds(SplittableRandom random) {
        return normed(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()});
    }

    private static Ballot ballot(double[] nature, double sight, SplittableRandom random) {
        double[] seen = new double[nature.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = sight * nature[i] + (1 - sight) / seen.length + BLUR * random.nextDouble();
        }
        return random.nextDouble() < ABSTAIN
                ? new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "Nothing to go by")
                : new Ballot.Cast(Forecast.of(normed(seen)));
    }

    private static Outcome drawn(double[] nature, SplittableRandom random) {
        double drawn = random.nextDouble();
        return drawn < nature[0] ? Outcome.DOWN : drawn < nature[0] + nature[1] ? Outcome.FLAT : Outcome.UP;
    }

    private static double[] normed(double[] odds) {
        double sum = odds[0] + odds[1] + odds[2];
        return new double[] {odds[0] / sum, odds[1] / sum, odds[2] / sum};
    }
}
