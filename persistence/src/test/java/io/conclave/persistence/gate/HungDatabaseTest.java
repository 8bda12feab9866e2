package io.conclave.persistence.gate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Proposal;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.junit.jupiter.api.Test;

/** A live desk on a server that stands still with its connections open, and goes on later. */
class HungDatabaseTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Money CASH = Money.of("10000");
    private static final Config IMPATIENT = ConfigFactory.parseString(
                    "conclave.journal { transaction-limit = 1 s, gap-patience = 2 s, socket-timeout = 2 s }")
            .withFallback(ConfigFactory.load());

    @Test
    void theDeskSendsNothingWhileItsDatabaseHangsAndThenGoesOnWithNothingLostOrSentTwice() throws Exception {
        var venue = new RejectingVenue();
        try (var server = PostgresServer.start();
                var journal = TestJournal.on(server, IMPATIENT);
                var tables = DeskTables.open(journal.config());
                var trading = Executors.newSingleThreadExecutor()) {
            var system = journal.system();
            var busy = new AtomicBoolean(true);
            try {
                var desk = LoneDesk.on(system, tables, venue);
                var work = trading.submit(() -> trade(system, desk, busy));
                Patience.until("orders", () -> venue.told().size() >= 5);

                server.freeze();
                long frozen = System.nanoTime();
                assertThatThrownBy(() -> takeOver(tables))
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("The database does not answer for the trading gate");
                assertThat(venue.told())
                        .extracting(RejectingVenue.Told::atNanos)
                        .allSatisfy(at -> assertThat((at - frozen) / 1e6).isLessThan(100));
                server.thaw();

                int before = venue.told().size();
                Patience.until("more orders", () -> venue.told().size() >= before + 5);
                busy.set(false);
                work.get(60, SECONDS);
                Patience.until("no order that is open", () -> openOrders(system, desk) == 0);
            } finally {
                busy.set(false);
                TestJournal.stop(system);
            }
            assertThat(venue.told()).extracting(RejectingVenue.Told::order).doesNotHaveDuplicates();
            assertThat(ended(journal)).containsExactlyInAnyOrderElementsOf(ruled(journal));
            assertThat(ruled(journal)).doesNotHaveDuplicates().containsAll(venue.orders());
            assertThat(claims(journal)).isGreaterThanOrEqualTo(venue.told().size());
        }
    }

    /** Another account, so that the desk keeps its own. */
    private static void takeOver(DeskTables tables) {
        tables.gate()
                .takeOver("run", "other", "test")
                .toCompletableFuture()
                .orTimeout(40, SECONDS)
                .join();
    }

    /** One proposal after the other; what is not answered is asked again, as the conductor does. */
    private static void trade(ActorSystem<?> system, ActorRef<OrderDesk.Command> desk, AtomicBoolean busy) {
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of("1000"));
        var books = new AccountSnapshot(0, Portfolio.withCash(CASH), marks, CASH, CASH);
        for (long turn = 1; busy.get(); turn++) {
            long asOf = turn * Duration.ofMinutes(15).toNanos();
            var verdict = new Verdict(Stance.LONG, Fraction.of(0.1 + turn % 2 * 0.1), Cause.KELLY);
            var proposal = new Proposal(new DecisionId(BTC, asOf), verdict, Price.of("1000"), asOf);
            HungDatabaseTest.<OrderDesk.Executed>untilAnswered(
                    system, desk, replyTo -> new OrderDesk.Execute(asOf, List.of(proposal), books, replyTo));
            HungDatabaseTest.<OrderDesk.Advanced>untilAnswered(
                    system, desk, replyTo -> new OrderDesk.Advance(asOf, replyTo));
        }
    }

    private static <A> void untilAnswered(
            ActorSystem<?> system,
            ActorRef<OrderDesk.Command> desk,
            Function<ActorRef<A>, OrderDesk.Command> question) {
        var answered = new AtomicBoolean();
        Patience.until("an answer of the desk", () -> {
            AskPattern.ask(desk, question, Duration.ofSeconds(3), system.scheduler())
                    .handle((answer, fault) -> fault == null)
                    .thenAccept(answered::set)
                    .toCompletableFuture()
                    .join();
            return answered.get();
        });
    }

    private static int openOrders(ActorSystem<?> system, ActorRef<OrderDesk.Command> desk) {
        return TestJournal.<OrderDesk.Command, OrderDesk.Orders>ask(
                        system, desk, replyTo -> new OrderDesk.GetOrders(true, Optional.empty(), 100, replyTo))
                .orders()
                .size();
    }

    private static List<String> ruled(TestJournal journal) {
        return events(journal).stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .flatMap(ruled -> ((OrderDesk.ProposalRuled) ruled).intents().stream())
                .map(intent -> intent.id().value())
                .toList();
    }

    /** What the venue rejected, as it does all; and what never came to it and was too old by then. */
    private static List<String> ended(TestJournal journal) {
        var ended = new ArrayList<String>();
        for (var event : events(journal)) {
            if (event instanceof OrderDesk.OrderEnded rejected) {
                ended.add(rejected.order().value());
            } else if (event instanceof OrderDesk.OrderRefused refused) {
                ended.add(refused.order().value());
            }
        }
        return ended;
    }

    private static List<?> events(TestJournal journal) {
        return new JournalReader(journal.database())
                .events("OrderDesk|run:paper").stream()
                        .map(JournalReader.Entry::event)
                        .toList();
    }

    private static int claims(TestJournal journal) throws SQLException {
        try (var connection = journal.database().getConnection();
                var query = connection.prepareStatement("SELECT count(*) FROM order_claim WHERE account = 'paper'");
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }
}
