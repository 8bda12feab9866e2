package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.agents.Agent;
import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.TestJournal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
    private static final AgentKey KEY = new AgentKey("week-1", Samples.QUANT, Samples.BTC);

    @ParameterizedTest
    @EnumSource
    void anAgentGivesTheSameVoteAfterARestartWithoutThinkingAgain(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var first = journal.system();
            var given = vote(first, agent(first, new Coin(0.5)), 1);
            TestJournal.stop(first);

            var second = journal.system();
            var again = vote(second, agent(second, new Coin(0.9)), 1);
            TestJournal.stop(second);

            assertThat(again).isEqualTo(given);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotAndWhatCameAfterItMakeTheStateAgain(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var first = journal.system();
            var agent = agent(first, new Coin(0.5));
            for (int i = 0; i < 205; i++) {
                vote(first, agent, i);
            }
            TestJournal.stop(first);

            var second = journal.system();
            var description = TestJournal.ask(
                    second, agent(second, new Coin(0.5)), (ActorRef<Agent.Description> r) -> new Agent.Describe(r));
            TestJournal.stop(second);

            assertThat(description.cast()).isEqualTo(205);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReaderTellsWhatAnEntityJournalledInOrder(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            var agent = agent(system, new Coin(0.5));
            var votes = new ArrayList<Vote>();
            for (int i = 0; i < 5; i++) {
                votes.add(vote(system, agent, i));
            }
            TestJournal.stop(system);

            var reader = new JournalReader(journal.database());
            var entries = reader.events("Agent|" + KEY);

            assertThat(entries)
                    .extracting(JournalReader.Entry::event)
                    .isEqualTo(votes.stream().map(Agent.VoteGiven::new).toList());
            assertThat(entries).extracting(JournalReader.Entry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(entries).extracting(JournalReader.Entry::name).containsOnly("agent.vote-given.v1");
            assertThat(reader.persistenceIds("week-1")).containsExactly("Agent|" + KEY);
            assertThat(reader.persistenceIds("week")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReaderCountsWhatARunJournalledOfAKind(JournalKind kind, @TempDir Path folder) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            var agent = agent(system, new Coin(0.5));
            for (int i = 0; i < 5; i++) {
                vote(system, agent, i);
            }
            TestJournal.stop(system);
            try (var connection = journal.database().getConnection();
                    var tagging = connection.createStatement()) {
                tagging.execute("INSERT INTO event_tag SELECT ordering, 'week-1' FROM event_journal");
            }

            var reader = new JournalReader(journal.database());

            assertThat(reader.count("week-1", Agent.VoteGiven.class)).isEqualTo(5);
            assertThat(reader.count("week-1", Orchestrator.RoundOpened.class)).isZero();
            assertThat(reader.count("week", Agent.VoteGiven.class)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAuditorReadsEventsAsText(JournalKind kind, @TempDir Path folder) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            vote(system, agent(system, new Coin(0.5)), 1);
            TestJournal.stop(system);

            try (var connection = journal.database().getConnection();
                    var query = connection.createStatement();
                    var rows = query.executeQuery("SELECT name, event FROM journal_text")) {
                rows.next();

                assertThat(rows.getString(1)).isEqualTo("agent.vote-given.v1");
                assertThat(rows.getString(2))
                        .startsWith("{\"vote\":{\"decision\":\"BTC-USD@1000\",\"agent\":\"quant\"");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventOfAnUnknownNameStopsTheReader(JournalKind kind, @TempDir Path folder) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            vote(system, agent(system, new Coin(0.5)), 1);
            TestJournal.stop(system);
            try (var connection = journal.database().getConnection();
                    var update = connection.createStatement()) {
                update.executeUpdate("UPDATE event_journal SET event_ser_manifest = 'agent.vote-given.v9'");
            }

            assertThatThrownBy(() -> new JournalReader(journal.database()).events("Agent|" + KEY))
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("agent.vote-given.v9");
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePasswordIsNotPrinted(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            assertThat(journal.config().toString()).doesNotContain("never printed");
        }
    }

    private static ActorRef<Agent.Command> agent(ActorSystem<SpawnProtocol.Command> system, Mind mind) {
        return system.systemActorOf(Agent.create(KEY, mind, () -> 0, AgentLog.none()), "agent", Props.empty());
    }

    private static Vote vote(ActorSystem<?> system, ActorRef<Agent.Command> agent, int moment) {
        var answer = TestJournal.ask(system, agent, (ActorRef<Agent.Answer> r) -> new Agent.Ask(question(moment), r));
        return ((Agent.Voted) answer).vote();
    }

    private static Question question(int moment) {
        return new Question(
                new DecisionId(Samples.BTC, moment * 1_000L),
                1,
                Price.of("1121.5"),
                new Barriers(Fraction.of(0.01), Fraction.of(0.01)),
                new BarrierRule(Fraction.ONE, 20, Fraction.of(0.01)),
                Fraction.ZERO);
    }

    /** Always of one opinion. */
    private record Coin(double confidence) implements Mind {
        @Override
        public AgentId agent() {
            return Samples.QUANT;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            return CompletableFuture.completedStage(
                    Opinion.of(new Ballot.Cast(Forecast.of(Outcome.UP, confidence)), List.of("coin"), "coin-1"));
        }
    }
}
