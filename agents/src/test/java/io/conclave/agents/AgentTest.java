package io.conclave.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.DecisionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }")
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));

    private static final AgentId QUANT = new AgentId("quant");
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final AgentKey KEY = new AgentKey("run", QUANT, BTC);
    private static final String JOURNAL = "Agent|" + KEY;

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final TestProbe<Agent.Answer> asker = KIT.createTestProbe();

    @BeforeEach
    void anEmptyJournal() {
        journal.clearAll();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Hands every opinion out when the test says so. */
    private static final class Slow implements Mind {
        private final List<CompletableFuture<Opinion>> thinking = Collections.synchronizedList(new ArrayList<>());

        @Override
        public AgentId agent() {
            return QUANT;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            var opinion = new CompletableFuture<Opinion>();
            thinking.add(opinion);
            return opinion;
        }
    }

    private record Quick(CompletionStage<Opinion> opinion) implements Mind {
        @Override
        public AgentId agent() {
            return QUANT;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            return opinion;
        }
    }

    private static final class Throwing implements Mind {
        @Override
        public AgentId agent() {
            return QUANT;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            throw new IllegalStateException("no such bar");
        }
    }

    @Test
    void askedTwiceWhileItThinksItThinksOnceAndTellsBoth() {
        var mind = new Slow();
        var agent = spawn(mind);
        ask(agent, 1);
        ask(agent, 1);
        asker.awaitAssert(() -> {
            assertThat(mind.thinking).hasSize(1);
            return null;
        });

        mind.thinking.getFirst().complete(opinion("a"));

        assertThat(asker.receiveMessage()).isEqualTo(asker.receiveMessage()).isInstanceOf(Agent.Voted.class);
        assertThat(journal.persistedInStorage(JOURNAL)).hasSize(1);
    }

    @Test
    void aRestartedAgentGivesTheVoteItGaveWhateverItsMindSaysNow() {
        var agent = spawn(new Quick(CompletableFuture.completedStage(opinion("then"))));
        ask(agent, 1);
        var vote = asker.receiveMessage();
        KIT.stop(agent);

        ask(spawn(new Quick(CompletableFuture.completedStage(opinion("now")))), 1);

        asker.expectMessage(vote);
    }

    @Test
    void aMindThatThrowsCostsOneAnswerAndNotTheAgent() {
        var agent = spawn(new Throwing());

        ask(agent, 1);
        ask(agent, 2);

        asker.expectMessage(new Agent.Failed(at(1), "java.lang.IllegalStateException: no such bar"));
        asker.expectMessage(new Agent.Failed(at(2), "java.lang.IllegalStateException: no such bar"));
    }

    @Test
    void aVoteThatTheJournalDidNotTakeIsNotGiven() {
        var agent = spawn(new Quick(CompletableFuture.completedStage(opinion("a"))));
        journal.failNextPersisted(JOURNAL);

        ask(agent, 1);
        asker.expectMessage(new Agent.Failed(at(1), "the journal has not taken the vote"));
        ask(agent, 1);

        asker.expectMessageClass(Agent.Voted.class);
        assertThat(journal.persistedInStorage(JOURNAL)).hasSize(1);
    }

    @Test
    void noVoteIsGivenOnADecisionBeforeTheLatestVote() {
        var agent = spawn(new Quick(CompletableFuture.completedStage(opinion("a"))));
        ask(agent, 2);
        var vote = asker.receiveMessage();

        ask(agent, 1);
        asker.expectMessage(new Agent.Failed(at(1), "later decisions were voted on already"));
        ask(agent, 2);

        asker.expectMessage(vote);
        assertThat(journal.persistedInStorage(JOURNAL)).hasSize(1);
    }

    @Test
    void aThoughtThatCameTooLateIsNoVote() {
        var mind = new Slow();
        var agent = spawn(mind);
        ask(agent, 1);
        ask(agent, 2);
        asker.awaitAssert(() -> {
            assertThat(mind.thinking).hasSize(2);
            return null;
        });
        mind.thinking.get(1).complete(opinion("a"));
        asker.expectMessageClass(Agent.Voted.class);

        mind.thinking.get(0).complete(opinion("b"));

        asker.expectMessage(new Agent.Failed(at(1), "later decisions were voted on already"));
        assertThat(journal.persistedInStorage(JOURNAL)).hasSize(1);
    }

    @Test
    void anAgentThatSleptWhileAnotherWroteItsJournalGivesNoSecondVote() {
        var mind = new Slow();
        var sleeper = spawn(mind);
        ask(sleeper, 1);
        asker.awaitAssert(() -> {
            assertThat(mind.thinking).hasSize(1);
            return null;
        });
        // More votes than an agent remembers, by its namesake on another node.
        var another = spawn(new Quick(CompletableFuture.completedStage(opinion("a"))));
        for (int asOf = 1; asOf <= 20; asOf++) {
            ask(another, asOf);
            asker.expectMessageClass(Agent.Voted.class);
        }
        journal.failNextPersisted(JOURNAL);

        mind.thinking.getFirst().complete(opinion("b"));
        asker.expectMessage(new Agent.Failed(at(1), "the journal has not taken the vote"));
        ask(sleeper, 1);

        asker.expectMessage(new Agent.Failed(at(1), "later decisions were voted on already"));
        assertThat(journal.persistedInStorage(JOURNAL)).hasSize(20);
    }

    @Test
    void theLogTellsWhatWasAskedAndWhatWasAnsweredInPlainAscii() {
        var entries = Collections.synchronizedList(new ArrayList<AgentLog.Entry>());
        var thought = opinion("a").because(Reasoning.of(Map.of("mood", "gro\u00df \ud800"), Map.of("tilt", 0.1)));

        ask(spawn(new Quick(CompletableFuture.completedStage(thought)), kept(entries)), 1);

        asker.expectMessageClass(Agent.Voted.class);
        var outputs = "{\"abstained\":{\"detail\":\"none\",\"reason\":\"NO_EVIDENCE\"},\"tilt\":0.1}";
        assertThat(entries)
                .containsExactly(new AgentLog.Entry(
                        KEY,
                        at(1),
                        "",
                        Reasoning.hash(outputs),
                        "{\"evidence\":[\"a\"],\"mood\":\"gro\\u00DF \\uD800\",\"question\":{\"barrier_down\":\"0.005\","
                                + "\"barrier_up\":\"0.005\",\"close\":\"1000\",\"decision\":\"BTC-USD@1\","
                                + "\"horizon_bars\":1,\"position\":\"0\"}}",
                        outputs,
                        "test",
                        0,
                        0,
                        0));
    }

    @Test
    void whatALanguageModelSaidIsHashedToTheLetter() {
        var entries = Collections.synchronizedList(new ArrayList<AgentLog.Entry>());
        var thought = opinion("a").because(Reasoning.answered(Map.of(), Map.of(), "{ \"up\": 1 }\n"));

        ask(spawn(new Quick(CompletableFuture.completedStage(thought)), kept(entries)), 1);

        asker.expectMessageClass(Agent.Voted.class);
        assertThat(entries.getFirst().responseHash()).isEqualTo(Reasoning.hash("{ \"up\": 1 }\n"));
        assertThat(entries.getFirst().outputs()).contains("\"response\":\"{ \\\"up\\\": 1 }\\n\"");
    }

    @Test
    void aFullLogHoldsTheVoteBackUntilThereIsRoom() {
        var room = new CompletableFuture<Void>();
        var offered = new CompletableFuture<AgentLog.Entry>();
        AgentLog full = entry -> {
            offered.complete(entry);
            return room;
        };

        ask(spawn(new Quick(CompletableFuture.completedStage(opinion("a"))), full), 1);
        offered.join();

        asker.expectNoMessage(Duration.ofMillis(200));
        room.complete(null);
        asker.expectMessageClass(Agent.Voted.class);
    }

    @Test
    void aLogThatFailsOrThrowsOrNeverAnswersChangesNoVote() {
        AgentLog failing = entry -> CompletableFuture.failedStage(new IllegalStateException("the disk is full"));
        AgentLog throwing = entry -> {
            throw new IllegalStateException("the disk is full");
        };
        AgentLog silent = entry -> new CompletableFuture<>();

        for (AgentLog log : List.of(failing, throwing, silent)) {
            journal.clearAll();
            ask(spawn(new Quick(CompletableFuture.completedStage(opinion("a"))), log), 1);

            assertThat(asker.expectMessageClass(Agent.Voted.class, Duration.ofSeconds(10))
                            .vote()
                            .evidence())
                    .containsExactly("a");
        }
    }

    @Test
    void anAgentThatMeasuresNoRiskSaysSo() {
        TestProbe<Agent.RiskAnswer> gate = KIT.createTestProbe();

        spawn(new Throwing()).tell(new Agent.AskRisk(new RiskQuestion(at(1), Fraction.ONE), gate.getRef()));

        gate.expectMessage(new Agent.Unmeasured(at(1), "quant measures no risk"));
    }

    // ---- the trade's words

    private static ActorRef<Agent.Command> spawn(Mind mind) {
        return spawn(mind, AgentLog.none());
    }

    private static ActorRef<Agent.Command> spawn(Mind mind, AgentLog log) {
        return KIT.spawn(Agent.create(KEY, mind, () -> 0, log));
    }

    private static AgentLog kept(List<AgentLog.Entry> entries) {
        return entry -> {
            entries.add(entry);
            return CompletableFuture.completedStage(null);
        };
    }

    private void ask(ActorRef<Agent.Command> agent, long asOf) {
        var rule = new BarrierRule(Fraction.ONE, 50, Fraction.of(0.005));
        var question = new Question(at(asOf), 1, Price.of("1000"), rule.after(List.of()), rule, Fraction.ZERO);
        agent.tell(new Agent.Ask(question, asker.getRef()));
    }

    private static DecisionId at(long asOf) {
        return new DecisionId(BTC, asOf);
    }

    private static Opinion opinion(String evidence) {
        return new Opinion(
                new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "none"), List.of(evidence), "test", "", 0, 0);
    }
}
