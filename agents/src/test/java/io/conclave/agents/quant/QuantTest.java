package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.DecisionId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it does without a trainer; with one, see the trainer's own tests. */
class QuantTest {
    private static final BarrierRule RULE = new BarrierRule(Fraction.of(1.0), 20, Fraction.of(0.003));
    private static final List<Bar> WALK = Tapes.walk(120, 4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path shelf;

    @Test
    void beforeTheFirstBarThereIsNoEvidence() {
        assertThat(ask(WALK.getFirst().closeNanos() - 1).ballot())
                .isEqualTo(new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "No bar of BTC-USD has closed yet."));
    }

    @Test
    void withTooFewOutcomesItAbstainsAndSaysWhenItWillNot() {
        assertThat(ask(WALK.get(99).closeNanos()))
                .isEqualTo(Opinion.abstaining(
                        Ballot.Reason.NOT_TRAINED,
                        "Not trained yet: 95 of 96 outcomes are known; the first model comes at bar 101, this is bar"
                                + " 100.",
                        "xgb:none"));
    }

    @Test
    void aTrainerThatIsNotThereFailsTheStage() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> ask(WALK.get(100).closeNanos()))
                .withCauseInstanceOf(TrainingFailedException.class);
    }

    @Test
    void aClosedQuantAnswersNoMore() {
        var quant = quant();
        quant.close();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> quant.opine(question(WALK.get(100).closeNanos()))
                        .toCompletableFuture()
                        .join())
                .withMessageContaining("The Quant is closed");
    }

    private Opinion ask(long asOfNanos) {
        try (var quant = quant()) {
            return quant.opine(question(asOfNanos)).toCompletableFuture().join();
        }
    }

    private Mind quant() {
        return QuantAgent.create(new AgentId("quant"), Tapes.SYMBOL, Tapes.tape(WALK), settings(), Runnable::run);
    }

    private Config settings() {
        return ConfigFactory.parseString("trainer.class-path = nowhere, model-directory = \"" + shelf + "\"")
                .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("conclave.quant"))
                .resolve();
    }

    private static Question question(long asOfNanos) {
        var bars = Tapes.tape(WALK).bars(Tapes.SYMBOL, asOfNanos, 999);
        var known = bars.isEmpty() ? List.of(WALK.getFirst()) : bars;
        return new Question(
                new DecisionId(Tapes.SYMBOL, asOfNanos),
                1,
                known.getLast().close(),
                RULE.after(known),
                RULE,
                Fraction.ZERO);
    }
}
