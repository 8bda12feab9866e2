package io.conclave.persistence.gate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.TradingGate;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rules on both databases. */
class TradingGateTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final TradingGate.Claim STALE = new TradingGate.Refused(TradingGate.Refusal.STALE_EXECUTOR);
    private static final TradingGate.Claim HALTED = new TradingGate.Refused(TradingGate.Refusal.HALTED);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void eachTakeOverGetsTheNextEpochAndItsPlaceInTheHistory(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();

            assertThat(soon(gate.takeOver("run", "paper", "first"))).isEqualTo(1);
            assertThat(soon(gate.takeOver("run", "paper", "second"))).isEqualTo(2);
            assertThat(soon(gate.takeOver("other", "paper", "third"))).isEqualTo(1);

            assertThat(soon(gate.standing("run", "paper")))
                    .contains(new HaltRow.Standing(2, "second", false, "", "", 0));
            assertThat(strings(journal, "SELECT executor FROM executor_epoch WHERE run = 'run' ORDER BY epoch"))
                    .containsExactly("first", "second");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOrderAskedForAgainIsGrantedAgainAndClaimedOnce(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();
            long epoch = soon(gate.takeOver("run", "paper", "first"));

            assertThat(soon(gate.claim("run", "paper", epoch, orders(1, 2)))).isEqualTo(new TradingGate.Granted());
            assertThat(soon(gate.claim("run", "paper", epoch, orders(1, 2)))).isEqualTo(new TradingGate.Granted());

            assertThat(strings(journal, "SELECT decision FROM order_claim ORDER BY decision"))
                    .containsExactly("BTC-USD@1", "BTC-USD@2");
            assertThat(soon(gate.claimed("run", "paper", ids(2, 3)))).containsExactly(order(2).id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ordersAreClaimedTogetherAndThoseOfAnOlderExecutorBecomeThePresentOnes(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();
            long old = soon(gate.takeOver("run", "paper", "first"));
            soon(gate.claim("run", "paper", old, orders(1, 2)));
            long present = soon(gate.takeOver("run", "paper", "second"));

            var racing = new ArrayList<CompletionStage<TradingGate.Claim>>();
            for (int from = 1; from <= 20; from++) {
                racing.add(gate.claim("run", "paper", present, orders(from, from + 1)));
            }

            for (var claim : racing) {
                assertThat(soon(claim)).isEqualTo(new TradingGate.Granted());
            }
            assertThat(strings(journal, "SELECT DISTINCT epoch FROM order_claim"))
                    .containsExactly("2");
            assertThat(soon(gate.claimed("run", "paper", ids(0, 30)))).hasSize(21);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOlderExecutorIsRefusedWhateverItAsks(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();
            long old = soon(gate.takeOver("run", "paper", "first"));
            soon(gate.claim("run", "paper", old, orders(1, 1)));
            long present = soon(gate.takeOver("run", "paper", "second"));

            assertThat(soon(gate.claim("run", "paper", old, orders(1, 2)))).isEqualTo(STALE);
            assertThat(soon(gate.claim("run", "paper", present, orders(1, 1)))).isEqualTo(new TradingGate.Granted());

            assertThat(strings(journal, "SELECT decision || ' ' || epoch FROM order_claim"))
                    .containsExactly("BTC-USD@1 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHaltedAccountIsRefusedUntilItIsResumedEvenWhatWasGrantedBefore(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();
            long epoch = soon(gate.takeOver("run", "paper", "first"));
            soon(gate.claim("run", "paper", epoch, orders(1, 1)));

            soon(gate.halt("run", "paper", "looks odd", "risk", 7));
            var again = soon(gate.halt("run", "paper", "me too", "else", 8));

            assertThat(again).isEqualTo(new HaltRow.Standing(1, "first", true, "looks odd", "risk", 7));
            assertThat(soon(gate.claim("run", "paper", epoch, orders(1, 2)))).isEqualTo(HALTED);
            assertThat(strings(journal, "SELECT decision FROM order_claim")).containsExactly("BTC-USD@1");

            soon(gate.resume("run", "paper", "looked into", "risk", 9));
            assertThat(soon(gate.claim("run", "paper", epoch, orders(1, 2)))).isEqualTo(new TradingGate.Granted());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAccountCanBeHaltedBeforeAnybodyTradesIt(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var gate = tables.gate();
            assertThat(soon(gate.standing("run", "paper"))).isEmpty();

            soon(gate.halt("run", "paper", "not yet", "risk", 7));
            long epoch = soon(gate.takeOver("run", "paper", "first"));

            assertThat(soon(gate.claim("run", "paper", epoch, orders(1, 1)))).isEqualTo(HALTED);
        }
    }

    /** Two nodes, each with connections of its own, that both think they are the executor. */
    @ParameterizedTest
    @EnumSource
    void whoeverRacesOnlyThePresentEpochClaims(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var here = DeskTables.open(journal.config());
                var there = DeskTables.open(journal.config());
                var threads = Executors.newFixedThreadPool(4)) {
            var next = new AtomicLong();
            var racing = new ArrayList<Future<Integer>>();
            for (int racer = 0; racer < 4; racer++) {
                var gate = (racer % 2 == 0 ? here : there).gate();
                var name = "racer " + racer;
                racing.add(threads.submit(() -> race(gate, name, next)));
            }
            int granted = 0;
            for (var racer : racing) {
                granted += racer.get(60, SECONDS);
            }

            assertThat(strings(journal, "SELECT client_order_id FROM order_claim"))
                    .hasSize(granted);
            assertThat(granted).isGreaterThanOrEqualTo(5);
            // A claim made under an epoch lies between that epoch's beginning and the next one's.
            assertThat(strings(journal, """
                SELECT c.client_order_id FROM order_claim c
                JOIN executor_epoch mine ON mine.run = c.run AND mine.epoch = c.epoch
                LEFT JOIN executor_epoch next ON next.run = c.run AND next.epoch = c.epoch + 1
                WHERE c.claimed_at < mine.taken_at OR c.claimed_at > next.taken_at\
                """)).isEmpty();
            assertThat(strings(journal, "SELECT epoch FROM executor_epoch ORDER BY epoch"))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 40)
                            .mapToObj(Long::toString)
                            .toList());
        }
    }

    /** Takes the account over ten times, and claims until it is refused, or often enough. */
    private static int race(TradingGate gate, String name, AtomicLong next) throws Exception {
        int granted = 0;
        for (int turn = 0; turn < 10; turn++) {
            long epoch = soon(gate.takeOver("run", "paper", name));
            for (int tries = 0; tries < 5; tries++) {
                var claim = soon(gate.claim("run", "paper", epoch, List.of(order(next.incrementAndGet()))));
                if (claim.equals(STALE)) {
                    break;
                }
                granted++;
            }
        }
        return granted;
    }

    private static OrderTicket order(long asOf) {
        var decision = new DecisionId(BTC, asOf);
        return new OrderTicket(
                ClientOrderId.of("paper", decision, 0),
                BTC,
                Side.BUY,
                Quantity.of("0.1"),
                OrderTerms.market(),
                Price.of("1000"),
                asOf);
    }

    private static List<OrderTicket> orders(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(TradingGateTest::order).toList();
    }

    private static List<ClientOrderId> ids(long from, long to) {
        return orders(from, to).stream().map(OrderTicket::id).toList();
    }

    private static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, SECONDS);
    }

    private static List<String> strings(TestJournal journal, String sql) throws SQLException {
        try (var connection = journal.database().getConnection();
                var query = connection.createStatement();
                var rows = query.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
