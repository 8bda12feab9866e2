package io.conclave.agents.risk;

import io.conclave.agents.MarketTape;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.Reasoning;
import io.conclave.agents.RiskAssessment;
import io.conclave.agents.RiskMind;
import io.conclave.agents.RiskQuestion;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Votes what a walk-forward backtest by the C++ worker says, and tells the risk gate how bad it can get.
 *
 * <p>Asks: the tape, the backtest pool. A pool that fails fails the stage; asked again, the opinion is the same as it would
 * have been. Keeps nothing that it could not build again from the tape.
 */
public final class RiskAgent {
    private static final String MODEL = "sma-walk-forward-1";
    private static final Bps TAIL = new Bps(250);

    private RiskAgent() {}

    /**
     * @param system schedules the patience with the pool, nothing else
     */
    public static RiskMind mind(
            AgentId agent,
            Symbol symbol,
            MarketTape tape,
            ActorRef<BacktestPool.Command> pool,
            ActorSystem<?> system,
            RiskSettings settings) {
        return mind(
                agent,
                symbol,
                tape,
                settings,
                backtest -> AskPattern.<BacktestPool.Command, BacktestPool.Answer>ask(
                                pool,
                                replyTo -> new BacktestPool.Run(backtest, replyTo),
                                settings.patience(),
                                system.scheduler())
                        .thenCompose(RiskAgent::doneOrFailed));
    }

    static RiskMind mind(AgentId agent, Symbol symbol, MarketTape tape, RiskSettings settings, Backtester backtester) {
        return new WalkingMind(agent, symbol, tape, settings, new WalkForward(settings, backtester));
    }

    private static CompletionStage<BacktestPool.Done> doneOrFailed(BacktestPool.Answer answer) {
        return switch (answer) {
            case BacktestPool.Done done -> CompletableFuture.completedFuture(done);
            case BacktestPool.Failed failed ->
                CompletableFuture.failedFuture(new BacktestFailedException(failed.why() + ": " + failed.detail()));
        };
    }

    private static final class WalkingMind implements RiskMind {
        private final AgentId agent;
        private final Symbol symbol;
        private final MarketTape tape;
        private final RiskSettings settings;
        private final WalkForward walkForward;
        private final PastOutcomes past;

        WalkingMind(AgentId agent, Symbol symbol, MarketTape tape, RiskSettings settings, WalkForward walkForward) {
            this.agent = agent;
            this.symbol = symbol;
            this.tape = tape;
            this.settings = settings;
            this.walkForward = walkForward;
            this.past = new PastOutcomes(tape, symbol);
        }

        @Override
        public AgentId agent() {
            return agent;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            var bars = tape.bars(symbol, question.asOfNanos(), settings.reach());
            if (bars.size() < settings.leastBars()) {
                return CompletableFuture.completedFuture(Opinion.abstaining(
                        Ballot.Reason.NOT_TRAINED,
                        bars.size() + " bars are known; " + settings.leastBars() + " are needed for a backtest",
                        MODEL));
            }
            var outcomes = past.before(question, bars);
            return walkForward.over(bars).thenApply(walk -> opinion(walk, outcomes));
        }

        private Opinion opinion(WalkForward.Walk walk, List<Outcome> outcomes) {
            var positions = walk.result().positions();
            var frequencies = new ConditionalFrequencies(settings.shrinkage());
            for (int bar = positions.firstBar(); bar < outcomes.size(); bar++) {
                frequencies.count(positions.after(bar), outcomes.get(bar));
            }
            var bars = walk.bars();
            var evidence = List.of(
                    "bars:" + symbol + ":" + bars.size() + ":" + bars.getLast().closeNanos(), "sma:" + walk.chosen());
            var opinion = Opinion.of(
                    new Ballot.Cast(frequencies.given(walk.result().finalPosition())),
                    evidence,
                    MODEL + "/kernel-" + walk.kernelVersion());
            return opinion.because(Reasoning.of(
                    Map.of("bars", bars.size(), "outcomes_known", outcomes.size()),
                    Map.of(
                            "averages", walk.chosen().toString(),
                            "position", walk.result().finalPosition(),
                            "net_log_return", walk.result().netReturn(),
                            "deepest_fall", walk.result().deepestFall(),
                            "sharpe_of_a_bar", walk.result().sharpe(),
                            "fills", walk.result().fills())));
        }

        @Override
        public CompletionStage<RiskAssessment> assess(RiskQuestion question) {
            var decision = question.decision();
            var bars = tape.bars(symbol, decision.asOfNanos(), settings.reach());
            if (bars.size() < settings.leastBars()) {
                return CompletableFuture.completedFuture(new RiskAssessment(decision, Fraction.ZERO, Fraction.ZERO, 0));
            }
            var recent = bars.subList(Math.max(0, bars.size() - settings.window()), bars.size());
            double size = question.target().abs().toDouble();
            double shortfall = Math.max(
                    0, ExpectedShortfall.of(losses(recent, question.target().signum()), TAIL));
            return walkForward
                    .over(bars)
                    .thenApply(walk -> new RiskAssessment(
                            decision,
                            Fraction.of(size * shortfall),
                            Fraction.of(size * -StrictMath.expm1(-walk.result().deepestFall())),
                            recent.size()));
        }

        /** Of one bar each, for a holder of the whole equity on that side. */
        private static double[] losses(List<Bar> bars, int side) {
            double[] losses = new double[bars.size() - 1];
            for (int i = 1; i < bars.size(); i++) {
                double before = bars.get(i - 1).close().toDouble();
                losses[i - 1] = -side * (bars.get(i).close().toDouble() - before) / before;
            }
            return losses;
        }
    }
}
