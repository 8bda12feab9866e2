package io.conclave.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.Journaled;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Position;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.Outcome;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.journal.Samples;
import io.conclave.persistence.readmodel.AgentView;
import io.conclave.persistence.readmodel.OrderSearch;
import io.conclave.persistence.readmodel.Page;
import io.conclave.persistence.readmodel.ReadModels;
import io.conclave.persistence.readmodel.VetoView;
import io.conclave.persistence.readmodel.VoteView;
import io.conclave.persistence.readmodel.WeightPoint;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectionsTest {
    private static final String RUN = "week-1";

    @ParameterizedTest
    @EnumSource
    void aDecisionIsToldWithVotesVetoesOrdersFillsAndOutcome(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            Written.run(system, RUN);
            Written.projected(system, journal, RUN);
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
            Written.run(system, RUN);
            Written.projected(system, journal, RUN);
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
    void positionsAreTheSumOfTheFillsInTheBooksAndAgentsAreKnownByWhatTheyDid(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            Written.run(system, RUN);
            Written.projected(system, journal, RUN);
            TestJournal.stop(system);
            var read = new ReadModels(journal.database());

            var position = read.positions(RUN).getFirst();
            var agents = read.agents(RUN);

            assertThat(position.account()).isEqualTo("paper");
            assertThat(position.position()).isEqualTo(Position.FLAT.after(Samples.FIRST_FILL));
            assertThat(position.fees()).isEqualTo(Samples.FIRST_FILL.fee());
            assertThat(position.fills()).isEqualTo(1);
            assertThat(agents).extracting(agent -> agent.agent().name()).containsExactly("analyst", "quant");
            assertThat(agents).extracting(AgentView::votesCast).containsExactly(0L, 1L);
            assertThat(agents).extracting(AgentView::abstentions).containsExactly(1L, 0L);
            assertThat(agents).extracting(AgentView::scored).containsExactly(0L, 1L);
            assertThat(agents.getFirst().weight()).isEmpty();
            assertThat(agents.getLast().weight().orElseThrow())
                    .isEqualTo(Samples.consensus().weights().get(Samples.QUANT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesFirstDoesNotMatter(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            Written.run(system, RUN);
            Written.projected(system, journal, RUN);
            var inOrder = Tables.of(journal.database(), RUN);
            TestJournal.stop(system);

            try (var connection = journal.database().getConnection()) {
                connection.setAutoCommit(false);
                var other = EventGroup.open(connection, "week-2", new JournalReader(journal.database()));
                take(other, "Portfolio|week-2:paper", Samples.books());
                take(other, "OrderDesk|week-2:paper", Samples.desk());
                take(other, "Conductor|week-2", Samples.conductor());
                take(other, "Orchestrator|week-2:BTC-USD", Samples.round(true));
                other.write();
                connection.commit();
            }

            assertThat(Tables.of(journal.database(), "week-2").toString().replace("week-2", RUN))
                    .isEqualTo(inOrder.toString());
            assertThat(Tables.empty(inOrder)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void peoplesOrdersAreToldAsTheyWereMeantAndAReplacementWithWhatItReplaced(JournalKind kind, @TempDir Path folder)
            throws Exception {
        var one = ticket("one", "1.5", 1);
        var two = ticket("two", "2", 2);
        var three = ticket("three", "1", 3);
        try (var journal = TestJournal.fresh(kind, folder);
                var connection = journal.database().getConnection()) {
            connection.setAutoCommit(false);
            var group = EventGroup.open(connection, RUN, new JournalReader(journal.database()));
            take(
                    group,
                    "OrderDesk|" + RUN + ":paper",
                    List.of(
                            new OrderDesk.OrderPlaced(one, "one", "tk_7f3a"),
                            new OrderDesk.OrderAccepted(one.id()),
                            new OrderDesk.OrderFilled(fill(one, "0.5")),
                            new OrderDesk.ReplaceAsked(one.id(), two, "two", "tk_7f3a"),
                            new OrderDesk.OrderReplaced(one.id(), two.id()),
                            new OrderDesk.OrderFilled(fill(two, "1.5")),
                            new OrderDesk.OrderPlaced(three, "three", "tk_7f3a"),
                            new OrderDesk.OrderEnded(three.id(), OrderState.CANCELLED, "Nobody wanted it")));
            group.write();
            connection.commit();
            var read = new ReadModels(journal.database());

            var first = read.order(RUN, one.id()).orElseThrow();
            var second = read.order(RUN, two.id()).orElseThrow();
            var third = read.order(RUN, three.id()).orElseThrow();

            assertThat(first.ticket()).isEqualTo(one);
            assertThat(first.state()).isEqualTo(OrderState.REPLACED);
            assertThat(first.replacement()).contains(two.id());
            assertThat(first.worth()).isEqualTo(Money.of("495"));
            assertThat(second.state()).isEqualTo(OrderState.FILLED);
            assertThat(second.filled()).isEqualTo(Quantity.of("2"));
            assertThat(second.replaces()).contains(one.id());
            assertThat(third.why()).isEqualTo("Nobody wanted it");
            assertThat(third.name()).isEqualTo("three");
            assertThat(names(read, Optional.empty(), Optional.empty())).containsExactly("three", "two", "one");
            assertThat(names(read, Optional.of(true), Optional.empty())).isEmpty();
            assertThat(names(read, Optional.of(false), Optional.of(new OrderSearch.Last(3, three.id()))))
                    .containsExactly("two", "one");
        }
    }

    private static List<String> names(ReadModels read, Optional<Boolean> open, Optional<OrderSearch.Last> after) {
        return read.orders(RUN, new OrderSearch(open, Optional.of(Samples.BTC), after, 10)).stream()
                .map(DeskOrder::name)
                .toList();
    }

    private static OrderTicket ticket(String name, String quantity, long atNanos) {
        return new OrderTicket(
                ClientOrderId.named("paper", name),
                Samples.BTC,
                Side.BUY,
                Quantity.of(quantity),
                OrderTerms.stopLimit(Price.of("985"), Price.of("990")).goodTill(9),
                Price.of("1000"),
                atNanos);
    }

    private static Fill fill(OrderTicket of, String quantity) {
        return new Fill(
                of.id() + "-1", of.id(), of.symbol(), of.side(), Quantity.of(quantity), Price.of("990"), Money.ZERO, 4);
    }

    private static void take(EventGroup group, String persistenceId, List<Journaled> events) throws SQLException {
        long sequence = 1;
        for (Journaled event : events) {
            group.take(persistenceId, sequence++, event);
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsAreToldApart(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var system = journal.system();
            Written.run(system, RUN);
            Written.run(system, "week-2");
            Written.projected(system, journal, "week-2");
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
            Written.run(system, RUN);
            var projections = Written.projected(system, journal, RUN);
            var before = Tables.of(journal.database(), RUN);

            new Upkeep(journal.database()).rebuild(RUN);
            Written.caughtUp(system, projections, RUN);
            TestJournal.stop(system);

            assertThat(Tables.of(journal.database(), RUN)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProjectionThatWasStoppedGoesOnWhereItWas(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var first = journal.system();
            Written.events(first, "Orchestrator|week-1:BTC-USD", RUN, Samples.round(false));
            Written.projected(first, journal, RUN);
            TestJournal.stop(first);
            var read = new ReadModels(journal.database());
            assertThat(read.decision(RUN, Samples.DECISION)
                            .orElseThrow()
                            .decision()
                            .outcome())
                    .isEmpty();

            var second = journal.system();
            var rest = Samples.round(true);
            Written.events(
                    second,
                    "Orchestrator|week-1:BTC-USD",
                    RUN,
                    rest.subList(Samples.round(false).size(), rest.size()));
            Written.projected(second, journal, RUN);
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
            Written.run(system, RUN);
            Written.projected(system, journal, RUN);
            TestJournal.stop(system);
            var read = new ReadModels(journal.database());
            var before = Tables.of(journal.database(), RUN);

            try (var connection = journal.database().getConnection()) {
                connection.setAutoCommit(false);
                var group = EventGroup.open(connection, RUN, new JournalReader(journal.database()));
                take(group, "OrderDesk|" + RUN + ":paper", Samples.desk());
                take(group, "Portfolio|" + RUN + ":paper", Samples.books());
                group.write();
                connection.commit();
            }

            assertThat(Tables.of(journal.database(), RUN)).isEqualTo(before);
            assertThat(read.orders(RUN, Page.newest(10)).getFirst().order().filled())
                    .isEqualTo(Quantity.of("0.44590637"));
        }
    }
}
