package io.conclave.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.Journaled;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.Outcome;
import io.conclave.persistence.Scribe;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.journal.Samples;
import io.conclave.persistence.readmodel.Page;
import io.conclave.persistence.readmodel.ReadModels;
import io.conclave.persistence.readmodel.VetoView;
import io.conclave.persistence.readmodel.VoteView;
import io.conclave.persistence.readmodel.WeightPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectionsTest {
    private static final String RUN = "week-1";
    private static final AtomicInteger NAMES = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void aDecisionIsToldWithVotesVetoesOrdersFillsAndOutcome(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            writeRun(system, RUN);
            projected(system, journal, RUN);
            TestJournal.stop(system);

            var story = new ReadModels(journal.database())
                    .decision(RUN, Samples.DECISION)
                    .orElseThrow();

            var decision = story.decision();
            assertThat(decision.close()).hasToString("1121.5");
            assertThat(decision.held()).isEqualTo(Fraction.of(-0.000001));
            var verdict = decision.verdict().orElseThrow();
            assertThat(verdict.stance()).isEqualTo("LONG");
            assertThat(verdict.cause()).isEqualTo("VOLATILITY");
            assertThat(verdict.q()).isEqualTo(Samples.consensus().q());
            assertThat(decision.allowed()).contains(Fraction.of(0.05));
            assertThat(decision.outcome()).contains(Outcome.UP);
            assertThat(decision.link()).contains(Samples.LINK);
            assertThat(story.votes()).extracting(VoteView::vote).containsExactly(Samples.ABSTAINED, Samples.CAST);
            assertThat(story.votes().get(1).weight().orElseThrow())
                    .isEqualTo(Samples.consensus().weights().get(Samples.QUANT));
            assertThat(story.vetoes()).extracting(VetoView::reason).containsExactly("EXPECTED_SHORTFALL", "ORDER_SIZE");
            var order = story.orders().getFirst().order();
            assertThat(order.intent()).isEqualTo(Samples.INTENT);
            assertThat(order.state()).isEqualTo(OrderState.FILLED);
            assertThat(order.filled()).isEqualTo(Samples.INTENT.quantity());
            assertThat(story.fills())
                    .extracting(fill -> fill.fill())
                    .containsExactly(Samples.FIRST_FILL, Samples.SECOND_FILL);
            assertThat(story.fills()).extracting(fill -> fill.booked()).containsExactly(true, false);
            assertThat(story.certificate().orElseThrow()).contains("\"holds\":true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void seriesAndTheRunAreTold(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            writeRun(system, RUN);
            projected(system, journal, RUN);
            TestJournal.stop(system);
            var read = new ReadModels(journal.database());

            var equity = read.equity(RUN, "paper", Page.oldest(10)).getFirst();
            var run = read.run(RUN).orElseThrow();

            assertThat(equity.equity()).isEqualTo(Money.of("9999.77"));
            assertThat(equity.marks()).containsKey(Samples.BTC);
            assertThat(read.weights(RUN, Samples.BTC, Page.newest(10)))
                    .extracting(WeightPoint::agent)
                    .containsExactly("base-rate", "quant");
            assertThat(read.fills(RUN, Page.newest(10))).hasSize(2);
            assertThat(run.steps()).isEqualTo(1);
            assertThat(run.runHash()).contains(Samples.LINK);
            assertThat(new JournalReader(journal.database()).runs()).containsExactly(RUN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsAreToldApart(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            writeRun(system, RUN);
            writeRun(system, "week-2");
            projected(system, journal, "week-2");
            TestJournal.stop(system);
            var read = new ReadModels(journal.database());

            assertThat(read.decision(RUN, Samples.DECISION)).isEmpty();
            assertThat(read.decisions("week-2", Optional.of(Samples.BTC), Page.newest(10)))
                    .hasSize(1);
            assertThat(new JournalReader(journal.database()).runs()).containsExactly(RUN, "week-2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRebuiltReadModelEqualsTheOneThatFollowed(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            writeRun(system, RUN);
            var projections = projected(system, journal, RUN);
            var read = new ReadModels(journal.database());
            var before = everything(read);

            new Upkeep(journal.database()).rebuild(RUN);
            caughtUp(system, projections, RUN);
            TestJournal.stop(system);

            assertThat(everything(read)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProjectionThatWasStoppedGoesOnWhereItWas(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var first = journal.system();
            write(first, "Orchestrator|week-1:BTC-USD", RUN, Samples.round(false));
            projected(first, journal, RUN);
            TestJournal.stop(first);
            var read = new ReadModels(journal.database());
            assertThat(read.decision(RUN, Samples.DECISION)
                            .orElseThrow()
                            .decision()
                            .outcome())
                    .isEmpty();

            var second = journal.system();
            var rest = Samples.round(true);
            write(
                    second,
                    "Orchestrator|week-1:BTC-USD",
                    RUN,
                    rest.subList(Samples.round(false).size(), rest.size()));
            projected(second, journal, RUN);
            TestJournal.stop(second);

            assertThat(read.decision(RUN, Samples.DECISION)
                            .orElseThrow()
                            .decision()
                            .outcome())
                    .contains(Outcome.UP);
            assertThat(read.votes(RUN, Samples.BTC, Page.oldest(10))).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsThatAreWrittenToTheModelsTwiceCountOnce(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            writeRun(system, RUN);
            projected(system, journal, RUN);
            TestJournal.stop(system);
            var read = new ReadModels(journal.database());
            var before = everything(read);

            try (var connection = journal.database().getConnection()) {
                connection.setAutoCommit(false);
                var group = EventGroup.open(connection, RUN, new JournalReader(journal.database()));
                long sequence = 1;
                for (Journaled event : Samples.desk()) {
                    group.take("OrderDesk|" + RUN + ":paper", sequence++, event);
                }
                group.write();
                connection.commit();
            }

            assertThat(everything(read)).isEqualTo(before);
            assertThat(read.orders(RUN, Page.newest(10)).getFirst().order().filled())
                    .isEqualTo(Quantity.of("0.44590637"));
        }
    }

    private static List<Object> everything(ReadModels read) {
        return List.of(
                read.runs(),
                read.decisions(RUN, Optional.empty(), Page.oldest(100)),
                read.decision(RUN, Samples.DECISION),
                read.weights(RUN, Samples.BTC, Page.oldest(100)),
                read.equity(RUN, "paper", Page.oldest(100)),
                read.fills(RUN, Page.oldest(100)),
                read.orders(RUN, Page.oldest(100)));
    }

    private static void writeRun(ActorSystem<SpawnProtocol.Command> system, String run) {
        var conductor = Samples.conductor();
        write(system, "Conductor|" + run, run, conductor.subList(0, 1));
        write(system, "Orchestrator|" + run + ":BTC-USD", run, Samples.round(true));
        write(system, "OrderDesk|" + run + ":paper", run, Samples.desk());
        write(system, "Portfolio|" + run + ":paper", run, Samples.books());
        write(system, "Conductor|" + run, run, conductor.subList(1, conductor.size()));
    }

    private static void write(ActorSystem<?> system, String persistenceId, String run, List<Journaled> events) {
        var scribe = system.systemActorOf(
                Scribe.create(persistenceId, run), "scribe-" + NAMES.incrementAndGet(), Props.empty());
        TestJournal.ask(system, scribe, (ActorRef<Long> replyTo) -> new Scribe.Write(events, replyTo));
    }

    private static Projections projected(ActorSystem<?> system, TestJournal journal, String run) {
        var projections = new Projections(system, journal.database());
        projections.follow(run);
        caughtUp(system, projections, run);
        return projections;
    }

    private static void caughtUp(ActorSystem<?> system, Projections projections, String run) {
        var done = new CountDownLatch(1);
        var watch = system.scheduler()
                .scheduleAtFixedRate(
                        Duration.ZERO,
                        Duration.ofMillis(50),
                        () -> {
                            if (projections.lag(run) == 0) {
                                done.countDown();
                            }
                        },
                        system.executionContext());
        try {
            assertThat(done.await(30, TimeUnit.SECONDS))
                    .as("the projection caught up")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.cancel();
        }
    }
}
