package io.conclave.persistence.gate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Proposal;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A live desk that sends as fast as it can, on real databases, halted by somebody on connections of their own. */
class HaltUnderLoadTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Money CASH = Money.of("10000");
    private static final int HALTS = 5;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void noOrderLeavesLaterThanATenthOfASecondAfterTheHalt(JournalKind kind) throws Exception {
        var venue = new RejectingVenue();
        try (var journal = TestJournal.fresh(kind, folder);
                var node = DeskTables.open(journal.config());
                var elsewhere = DeskTables.open(journal.config());
                var load = Executors.newFixedThreadPool(3)) {
            var system = journal.system();
            var busy = new AtomicBoolean(true);
            try {
                var desk = LoneDesk.on(system, node, venue);
                var working = new ArrayList<Future<?>>();
                working.add(load.submit(() -> trade(system, desk, busy)));
                for (int i = 0; i < 2; i++) {
                    var account = "other " + i;
                    working.add(load.submit(() -> crowd(elsewhere, account, busy)));
                }
                var person = elsewhere.gate();
                for (int halt = 0; halt < HALTS; halt++) {
                    int before = venue.told().size();
                    Patience.until("five orders have left", () -> venue.told().size() >= before + 5);
                    person.halt("run", "paper", "halt " + halt, "tester", halt)
                            .toCompletableFuture()
                            .get(20, SECONDS);
                    long halted = System.nanoTime();
                    int halts = halt + 1;
                    // Long enough for whatever was under way, and until the desk has seen why it may not go on.
                    Patience.until(
                            "the halt is journalled and time has passed",
                            () -> engaged(journal) == halts && System.nanoTime() - halted > 300_000_000L);

                    assertThat(venue.told().subList(before, venue.told().size()))
                            .as("told to the venue, from the halt on")
                            .extracting(RejectingVenue.Told::atNanos)
                            .allSatisfy(at -> assertThat((at - halted) / 1e6).isLessThan(100));
                    person.resume("run", "paper", "on", "tester", halt)
                            .toCompletableFuture()
                            .get(20, SECONDS);
                }
                busy.set(false);
                for (var work : working) {
                    work.get(60, SECONDS);
                }
            } finally {
                busy.set(false);
                TestJournal.stop(system);
            }
            assertThat(new JournalReader(journal.database()).events("KillSwitch|run"))
                    .extracting(entry -> entry.event())
                    .filteredOn(KillSwitch.Engaged.class::isInstance)
                    .extracting(event -> ((KillSwitch.Engaged) event).actor())
                    .hasSize(HALTS)
                    .containsOnly("tester");
        }
    }

    /** One proposal after the other, each for a moment of its own. */
    private static void trade(ActorSystem<?> system, ActorRef<OrderDesk.Command> desk, AtomicBoolean busy) {
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of("1000"));
        var books = new AccountSnapshot(0, Portfolio.withCash(CASH), marks, CASH, CASH);
        for (long turn = 1; busy.get(); turn++) {
            long asOf = turn * Duration.ofMinutes(15).toNanos();
            var verdict = new Verdict(Stance.LONG, Fraction.of(0.1 + turn % 2 * 0.1), Cause.KELLY);
            var proposal = new Proposal(new DecisionId(BTC, asOf), verdict, Price.of("1000"), asOf);
            TestJournal.<OrderDesk.Command, OrderDesk.Executed>ask(
                    system, desk, replyTo -> new OrderDesk.Execute(asOf, List.of(proposal), books, replyTo));
            TestJournal.<OrderDesk.Command, OrderDesk.Advanced>ask(
                    system, desk, replyTo -> new OrderDesk.Advance(asOf, replyTo));
        }
    }

    /** Others on the same server. */
    private static void crowd(DeskTables tables, String account, AtomicBoolean busy) {
        while (busy.get()) {
            tables.gate()
                    .takeOver("crowd", account, "crowd")
                    .toCompletableFuture()
                    .join();
        }
    }

    private static long engaged(TestJournal journal) {
        return new JournalReader(journal.database())
                .events("KillSwitch|run").stream()
                        .filter(entry -> entry.event() instanceof KillSwitch.Engaged)
                        .count();
    }
}
