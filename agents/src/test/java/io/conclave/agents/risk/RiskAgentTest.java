package io.conclave.agents.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.RiskAssessment;
import io.conclave.agents.RiskMind;
import io.conclave.agents.RiskQuestion;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import io.conclave.nativerisk.Backtest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Against the real pool and its real children. */
class RiskAgentTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Symbol SYMBOL = new Symbol("BTC-USD");
    private static final AgentId RISK = new AgentId("risk");
    private static final RiskSettings SETTINGS = RiskSettings.from(ConfigFactory.load());
    private static final BarrierRule RULE = new BarrierRule(Fraction.of(0.5), 32, Fraction.of(0.005));
    private static final long QUARTER = Duration.ofMinutes(15).toNanos();
    private static final long START = 1_385_337_600_000_000_000L;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void withTooFewBarsItAbstainsAndKnowsNoRisk() throws Exception {
        var mind = mind(wandering(95), 1);
        assertThat(opine(mind, wandering(95), 94).ballot())
                .isEqualTo(new Ballot.Abstained(
                        Ballot.Reason.NOT_TRAINED, "95 bars are known; 96 are needed for a backtest"));
        assertThat(assess(mind, 94, 1).barsSeen()).isZero();
    }

    @Test
    void withEnoughBarsItVotesAndNamesItsEvidence() throws Exception {
        var tape = wandering(96);
        var opinion = opine(mind(tape, 1), tape, 95);

        assertThat(opinion.ballot()).isInstanceOf(Ballot.Cast.class);
        assertThat(opinion.evidence().getFirst()).isEqualTo("bars:BTC-USD:96:" + (START + 96 * QUARTER));
        assertThat(opinion.evidence().getLast()).matches("sma:\\d+/\\d+");
        assertThat(opinion.modelId()).isEqualTo("sma-walk-forward-1/kernel-1");
    }

    @Test
    void aFreshMindWithOtherChildrenAndACutTapeSaysTheSame() throws Exception {
        var tape = wandering(720);
        var mind = mind(tape, 1);
        var said = new ArrayList<Opinion>();
        var measured = new ArrayList<RiskAssessment>();
        for (int bar = 0; bar < 720; bar++) {
            said.add(opine(mind, tape, bar));
            measured.add(assess(mind, bar, 0.7));
        }
        for (int bar : new int[] {95, 130, 300, 561, 562, 719, 400}) {
            var cut = tape.truncatedAt(asOf(bar));
            var fresh = mind(cut, 4);
            assertThat(assess(fresh, bar, 0.7)).isEqualTo(measured.get(bar));
            assertThat(opine(fresh, cut, bar)).isEqualTo(said.get(bar));
        }
    }

    @Test
    void inLongTrendsItExpectsThemToGoOn() throws Exception {
        // Forty bars up, forty down, over and over.
        var tape = tape(640, i -> 1_000 * Math.exp(0.004 * (i % 80 < 40 ? i % 80 : 80 - i % 80)));
        var mind = mind(tape, 1);

        assertThat(lean(opine(mind, tape, 585))).isGreaterThan(200_000);
        assertThat(lean(opine(mind, tape, 625))).isLessThan(-200_000);
    }

    @Test
    void twiceThePositionIsTwiceTheRisk() throws Exception {
        var tape = wandering(500);
        var mind = mind(tape, 1);
        var half = assess(mind, 499, 0.5);
        var whole = assess(mind, 499, 1);

        assertThat(half.barsSeen()).isEqualTo(384);
        assertThat(half.expectedShortfall().ppm()).isPositive();
        assertThat(half.worstDrawdown().ppm()).isPositive();
        assertThat(Math.abs(whole.expectedShortfall().ppm()
                        - 2 * half.expectedShortfall().ppm()))
                .isLessThanOrEqualTo(1);
        assertThat(Math.abs(
                        whole.worstDrawdown().ppm() - 2 * half.worstDrawdown().ppm()))
                .isLessThanOrEqualTo(1);
        assertThat(assess(mind, 499, 0).expectedShortfall()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void aShortPositionFearsTheRise() throws Exception {
        // Falls a little each bar, but for a jump of a tenth every twentieth.
        var tape = tape(400, i -> 1_000 * Math.exp(0.1 * Math.floorDiv(i, 20) - 0.005 * i));
        var mind = mind(tape, 1);

        assertThat(assess(mind, 399, -1).expectedShortfall().ppm()).isBetween(95_000L, 106_000L);
        assertThat(assess(mind, 399, 1).expectedShortfall().ppm()).isBetween(4_000L, 6_000L);
    }

    @Test
    void aBacktestThatFailsFailsTheStageAndTheNextOneSaysTheSame() throws Exception {
        var tape = wandering(200);
        var expected = opine(mind(tape, 1), tape, 199);
        var pool = KIT.spawn(BacktestPool.create(KIT.system().settings().config()), BacktestPool.dispatcher());
        var broken = new boolean[] {true};
        Backtester failsFirst = backtest -> broken[0]
                ? CompletableFuture.failedFuture(new BacktestFailedException("CHILD_FAILED: it died"))
                : ask(pool, backtest);
        var mind = RiskAgent.mind(RISK, SYMBOL, tape, SETTINGS, failsFirst);

        assertThatThrownBy(() -> opine(mind, tape, 199)).hasRootCauseInstanceOf(BacktestFailedException.class);
        broken[0] = false;
        assertThat(opine(mind, tape, 199)).isEqualTo(expected);
    }

    // ---- in the trade's words

    private static CompletionStage<BacktestPool.Done> ask(ActorRef<BacktestPool.Command> pool, Backtest backtest) {
        return AskPattern.<BacktestPool.Command, BacktestPool.Answer>ask(
                        pool,
                        replyTo -> new BacktestPool.Run(backtest, replyTo),
                        Duration.ofSeconds(20),
                        KIT.scheduler())
                .thenApply(answer -> (BacktestPool.Done) answer);
    }

    private static RiskMind mind(MarketTape tape, int workers) {
        var config = ConfigFactory.parseString("conclave.backtest.workers = " + workers)
                .withFallback(KIT.system().settings().config());
        var pool = KIT.spawn(BacktestPool.create(config), BacktestPool.dispatcher());
        return RiskAgent.mind(RISK, SYMBOL, tape, pool, KIT.system(), SETTINGS);
    }

    private static Opinion opine(RiskMind mind, MarketTape tape, int bar) throws Exception {
        var bars = tape.bars(SYMBOL, asOf(bar), RULE.lookback());
        var question = new Question(
                new DecisionId(SYMBOL, asOf(bar)), 1, bars.getLast().close(), RULE.after(bars), RULE, Fraction.ZERO);
        return get(mind.opine(question));
    }

    private static RiskAssessment assess(RiskMind mind, int bar, double target) throws Exception {
        return get(mind.assess(new RiskQuestion(new DecisionId(SYMBOL, asOf(bar)), Fraction.of(target))));
    }

    /** Up less down, in millionths. */
    private static int lean(Opinion opinion) {
        var forecast = ((Ballot.Cast) opinion.ballot()).forecast();
        return forecast.ppm(Outcome.UP) - forecast.ppm(Outcome.DOWN);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static RecordedTape wandering(int bars) {
        var random = new Random(17);
        double[] log = new double[bars + 1];
        for (int i = 1; i <= bars; i++) {
            log[i] = log[i - 1] + 0.006 * random.nextGaussian();
        }
        return tape(bars, i -> 1_000 * Math.exp(log[i]));
    }

    /** Each bar opens where the one before closed. */
    private static RecordedTape tape(int bars, IntToDoubleFunction priceAfter) {
        var instrument = new Instrument(SYMBOL, Price.of("0.01"), Quantity.of("0.00000001"), Money.of("1"), "USD");
        var all = new ArrayList<Bar>();
        for (int i = 0; i < bars; i++) {
            var open = price(priceAfter.applyAsDouble(i));
            var close = price(priceAfter.applyAsDouble(i + 1));
            var low = open.compareTo(close) < 0 ? open : close;
            var high = open.compareTo(close) < 0 ? close : open;
            all.add(new Bar(
                    SYMBOL, START + i * QUARTER, START + (i + 1) * QUARTER, open, high, low, close, Quantity.of("1")));
        }
        return RecordedTape.ofBars(instrument, List.copyOf(all));
    }

    private static Price price(double dollars) {
        return new Price(Math.round(dollars * 100) * 1_000_000);
    }

    private static long asOf(int bar) {
        return START + (bar + 1) * QUARTER;
    }
}
