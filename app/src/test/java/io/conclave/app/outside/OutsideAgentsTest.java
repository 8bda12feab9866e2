package io.conclave.app.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.conclave.agents.AgentLog;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.engine.Engine;
import io.conclave.app.engine.RunPlan;
import io.conclave.app.run.Manifest;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.replay.Replay;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.DeadLetter;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.StreamName;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import io.conclave.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The two examples of the documentation vote in a live run on Redis, beside two agents of the engine's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsideAgentsTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final AgentId MOMENTUM = new AgentId("momentum");
    private static final AgentId REVERSION = new AgentId("reversion");
    private static final String RUN = "outside";
    private static final int CLOSINGS = 14;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private final List<Orchestrator.Event> rounds = new ArrayList<>();
    private final List<OrderDesk.Event> desk = new ArrayList<>();
    private List<DeadLetter> dead = List.of();
    private TradingSettings settings;

    @BeforeAll
    void play() throws Exception {
        try (var redis = RedisServer.start()) {
            var config = config(redis);
            var journal = JournalConfig.from(config)
                    .at(JournalKind.H2, folder.resolve("journal").toString(), "conclave", "");
            try (var database = Database.open(journal);
                    var bus = Bus.open(config);
                    var python = Example.python(redis.url(), MOMENTUM.name());
                    var node = Example.node(redis.url(), REVERSION.name())) {
                python.awaitListening();
                node.awaitListening();
                play(config, journal, database, bus);
                dead = bus.dead(StreamName.VOTES, 100);
                database.journal().eventsOfRun(RUN).forEach(this::keep);
            }
        }
    }

    private void play(Config config, JournalConfig journal, Database database, Bus bus) throws Exception {
        settings = TradingSettings.from(
                config.getConfig("conclave"), TradingSettings.livePace(config.getConfig("conclave")));
        var outside = OutsideSettings.from(config, TradingSettings.livePace(config.getConfig("conclave")));
        var whole = BitstampTape.read(Duration.ofMinutes(15)).tape();
        var tape = whole.truncatedAt(whole.closings().get(CLOSINGS - 1));
        var plan = new RunPlan(
                new Manifest(RUN, "run", "", tape.id(), List.of(BTC.name()), "paper", "", "", ""),
                tape,
                NewsArchive.bitcoin2013(),
                config,
                journal,
                AgentLog.none(),
                TradingSettings.livePace(config.getConfig("conclave")),
                Suspensions.NONE,
                outside.agents(),
                Optional.empty(),
                Duration.ofMillis(300));
        try (var herald = Herald.of(database.journal(), bus, RUN);
                var engine = Engine.start(plan);
                var participation = Participation.begin(engine, bus, outside, "test")) {
            nonsense(bus);
            assertThat(engine.ending().toCompletableFuture().get(120, TimeUnit.SECONDS))
                    .isInstanceOf(Conductor.Completed.class);
            herald.stop();
            lateVote(bus);
            untilDead(bus, 5);
            assertThat(participation).isNotNull();
        }
    }

    @Test
    void bothVoteAndTheirVotesAreCountedWithAWeight() {
        assertThat(castBy(MOMENTUM)).hasSizeGreaterThan(CLOSINGS / 2);
        assertThat(castBy(REVERSION)).hasSizeGreaterThan(CLOSINGS / 2);
        var consensus = rounds.stream()
                .filter(Orchestrator.RoundSettled.class::isInstance)
                .map(event -> ((Orchestrator.RoundSettled) event).consensus())
                .toList()
                .getLast();
        assertThat(consensus.weights().get(MOMENTUM)).isPositive();
        assertThat(consensus.weights().get(REVERSION)).isPositive();
        assertThat(castBy(MOMENTUM).getLast().made().modelId()).isEqualTo("last-move-1");
    }

    @Test
    void theRegretCertificateHolds() {
        var federation = rounds.stream()
                .filter(Orchestrator.OutcomeScored.class::isInstance)
                .map(event -> ((Orchestrator.OutcomeScored) event).federation())
                .toList()
                .getLast();

        assertThat(federation.seats()).hasSize(4);
        assertThat(RegretCertificate.of(federation).holds()).isTrue();
    }

    @Test
    void theRunIsDecidedAgainFromItsJournalWithoutThem() {
        var bySymbol = new TreeMap<Symbol, List<Orchestrator.Event>>(Map.of(BTC, rounds));

        var replay = Replay.of(bySymbol, desk, settings.round(), settings.desk().limits(), settings.account());

        assertThat(replay.difference()).isEmpty();
        assertThat(replay.replayHash()).isEqualTo(replay.journalHash());
        assertThat(replay.decisions()).isEqualTo(CLOSINGS);
    }

    @Test
    void whatIsNoVoteComesFromAStrangerOrTooLateIsADeadLetterWithItsReason() {
        assertThat(dead)
                .extracting(DeadLetter::id)
                .contains("no-json", "no-distribution", "a-stranger", "no-such-round", "too-late");
        assertThat(dead)
                .allSatisfy(letter -> assertThat(letter.attempts()).isEqualTo(1))
                .anySatisfy(letter -> assertThat(letter.reason()).contains("No outside agent \"nobody\""))
                .anySatisfy(letter -> assertThat(letter.reason()).contains("Too late"))
                .anySatisfy(letter -> assertThat(letter.reason()).contains("No round of BTC-USD@9"));
    }

    private static void nonsense(Bus bus) {
        publish(bus, "no-json", "{\"decision\":");
        publish(bus, "no-distribution", """
                {"decision":"BTC-USD@1","agent":"momentum","down":0.5,"flat":0.5,"up":0.5}""");
        publish(bus, "a-stranger", """
                {"decision":"BTC-USD@1","agent":"nobody","down":0.2,"flat":0.3,"up":0.5}""");
        publish(bus, "no-such-round", """
                {"decision":"BTC-USD@9000000000000000000","agent":"momentum","down":0.2,"flat":0.3,"up":0.5}""");
    }

    /** On the first round, now that the last is over. */
    private static void lateVote(Bus bus) {
        publish(bus, "too-late", """
                {"decision":"BTC-USD@1","agent":"momentum","down":0.2,"flat":0.3,"up":0.5}""");
    }

    private static void publish(Bus bus, String id, String body) {
        bus.publish(StreamName.VOTES, Item.of(id, body)).toCompletableFuture().join();
    }

    private static void untilDead(Bus bus, int letters) throws InterruptedException {
        Patience.until(
                "votes that are none are dead letters",
                () -> bus.dead(StreamName.VOTES, 100).size() >= letters);
    }

    private List<Vote> castBy(AgentId agent) {
        return rounds.stream()
                .filter(Orchestrator.VoteCounted.class::isInstance)
                .map(event -> ((Orchestrator.VoteCounted) event).vote())
                .filter(vote -> vote.agent().equals(agent) && vote.ballot() instanceof Ballot.Cast)
                .toList();
    }

    private void keep(JournalReader.Entry entry) {
        switch (entry.event()) {
            case Orchestrator.Event event -> rounds.add(event);
            case OrderDesk.Event event -> desk.add(event);
            default -> {}
        }
    }

    private static Config config(RedisServer redis) {
        return Settings.load(
                Optional.empty(),
                Map.of(
                        "conclave.data-dir",
                        folder.toString(),
                        "conclave.bus.kind",
                        "redis",
                        "conclave.bus.url",
                        redis.url(),
                        "conclave.round.roster",
                        List.of("analyst", "risk"),
                        "conclave.consensus.required",
                        "risk",
                        "conclave.outside-agents",
                        List.of(MOMENTUM.name(), REVERSION.name()),
                        "conclave.outside.early",
                        "1 s"));
    }
}
