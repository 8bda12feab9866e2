package io.conclave.app.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.agents.MarketTape;
import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Money;
import io.conclave.orchestrator.consensus.Baselines;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.settings.TradingSettings;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a run, as {@code --json} prints it. Money is text, in the account's currency.
 *
 * @param votes forecasts cast, over all agents
 * @param vetoes how often the gate cut an order; {@code vetoesByReason} says why, each time
 * @param brier mean Brier loss of the forecast that was traded on; uniform odds lose two thirds
 * @param seconds wall time from start to end, in this process
 * @param peakRssMiB most memory held by engine and workers together, proportional set size
 * @param trainerPeakMiB most memory held by a training process, which is counted apart
 * @param zeroCost the same run without costs, if this one never traded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        String run,
        String tape,
        int rounds,
        int votes,
        int abstentions,
        Map<String, AgentLine> agents,
        Map<String, Integer> verdicts,
        Map<String, Integer> outcomes,
        int orders,
        int fills,
        int vetoes,
        Map<String, Integer> vetoesByReason,
        String equity,
        String buyAndHold,
        Costs costs,
        double maxDrawdown,
        double brier,
        Map<String, Double> baselines,
        Certificate regretCertificate,
        String decisionHash,
        int continuedFromRound,
        double seconds,
        long peakRssMiB,
        long trainerPeakMiB,
        String journal,
        String finding,
        @Nullable ZeroCost zeroCost) {

    /**
     * One agent.
     *
     * @param share of all rounds in which it voted
     * @param brier mean loss of its own forecasts; absent if it never voted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentLine(
            int votes,
            int abstentions,
            double share,
            Map<String, Integer> abstentionsByReason,
            @Nullable Double brier) {}

    /** What trading cost, and at what rates one way. */
    public record Costs(String fees, String traded, int feeBps, int slippageBps) {}

    public record Certificate(Pure pure, Served served, boolean holds) {
        public record Pure(double max, double bound) {}

        public record Served(double max, double bound, double tracking, double cap) {}
    }

    /** A run without costs, beside one in which nothing was worth its cost. */
    public record ZeroCost(int orders, int fills, String equity, String decisionHash) {}

    /** How the process did, which the journal does not know. */
    public record Effort(int continuedFromRound, double seconds, long peakRssMiB, long trainerPeakMiB) {}

    public static RunReport of(
            String run,
            String tapeName,
            String journal,
            MarketTape tape,
            TradingSettings settings,
            Tally tally,
            Effort effort) {
        var mark = tally.lastMark();
        var equity = mark.map(Ledger.Marked::equity).orElse(settings.cash());
        long lastNanos = mark.map(Ledger.Marked::atNanos).orElse(0L);
        var held = new BuyAndHold(tape, settings.cash(), settings.fee(), settings.slippage());
        return new RunReport(
                run,
                tapeName,
                tally.rounds(),
                tally.turnouts().values().stream()
                        .mapToInt(Tally.Turnout::votes)
                        .sum(),
                tally.turnouts().values().stream()
                        .mapToInt(Tally.Turnout::abstentions)
                        .sum(),
                agents(tally),
                tally.verdicts(),
                tally.outcomes(),
                tally.orders(),
                tally.fills().size(),
                tally.vetoes().values().stream().mapToInt(Integer::intValue).sum(),
                tally.vetoes(),
                equity.toString(),
                held.equityAt(lastNanos).toString(),
                costs(settings, tally),
                tally.maxDrawdown(),
                tally.baselines().of(Baselines.Rule.SERVED).mean(),
                baselines(tally),
                certificate(tally),
                tally.runHash().orElse(""),
                effort.continuedFromRound(),
                Math.round(effort.seconds() * 100) / 100.0,
                effort.peakRssMiB(),
                effort.trainerPeakMiB(),
                journal,
                finding(tally, settings),
                null);
    }

    /** The same report with a costless run beside it. */
    public RunReport beside(RunReport costless) {
        var zero = new ZeroCost(costless.orders, costless.fills, costless.equity, costless.decisionHash);
        return new RunReport(
                run,
                tape,
                rounds,
                votes,
                abstentions,
                agents,
                verdicts,
                outcomes,
                orders,
                fills,
                vetoes,
                vetoesByReason,
                equity,
                buyAndHold,
                costs,
                maxDrawdown,
                brier,
                baselines,
                regretCertificate,
                decisionHash,
                continuedFromRound,
                seconds,
                Math.max(peakRssMiB, costless.peakRssMiB),
                Math.max(trainerPeakMiB, costless.trainerPeakMiB),
                journal,
                finding,
                zero);
    }

    private static SortedMap<String, AgentLine> agents(Tally tally) {
        var lines = new TreeMap<String, AgentLine>();
        tally.turnouts().forEach((agent, turnout) -> {
            var score = tally.baselines().of(agent);
            lines.put(
                    agent.name(),
                    new AgentLine(
                            turnout.votes(),
                            turnout.abstentions(),
                            tally.rounds() == 0 ? 0 : turnout.votes() / (double) tally.rounds(),
                            turnout.reasons(),
                            score.rounds() == 0 ? null : score.mean()));
        });
        return lines;
    }

    private static SortedMap<String, Double> baselines(Tally tally) {
        var losses = new TreeMap<String, Double>();
        for (var rule : Baselines.Rule.values()) {
            losses.put(
                    rule.name().toLowerCase(Locale.ROOT),
                    tally.baselines().of(rule).mean());
        }
        return losses;
    }

    private static Costs costs(TradingSettings settings, Tally tally) {
        var fees = tally.fills().stream().map(Fill::fee).reduce(Money.ZERO, Money::plus);
        var traded = tally.fills().stream().map(Fill::notional).reduce(Money.ZERO, Money::plus);
        return new Costs(
                fees.toString(),
                traded.toString(),
                settings.fee().value(),
                settings.slippage().value());
    }

    /** Over several instruments the certificate shows the worst of each figure, and holds if all do. */
    private static Certificate certificate(Tally tally) {
        var all =
                tally.federations().values().stream().map(RegretCertificate::of).toList();
        return new Certificate(
                new Certificate.Pure(
                        all.stream().mapToDouble(c -> c.pure().max()).max().orElse(0),
                        all.stream().mapToDouble(c -> c.pure().bound()).max().orElse(0)),
                new Certificate.Served(
                        all.stream().mapToDouble(c -> c.served().max()).max().orElse(0),
                        all.stream().mapToDouble(c -> c.served().bound()).max().orElse(0),
                        all.stream()
                                .mapToDouble(c -> c.served().tracking())
                                .max()
                                .orElse(0),
                        all.stream().mapToDouble(c -> c.served().cap()).max().orElse(0)),
                all.stream().allMatch(RegretCertificate::holds));
    }

    private static String finding(Tally tally, TradingSettings settings) {
        int oneWay = settings.fee().value() + settings.slippage().value();
        if (tally.fills().isEmpty()) {
            return "The federation found no edge worth " + 2 * oneWay
                    + " basis points for a round trip, and did not trade.";
        }
        return "The federation traded " + tally.fills().size() + " times at " + oneWay + " basis points one way.";
    }
}
