package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import io.conclave.orchestrator.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Forty conversations with a venue at the end of a bad line, restarts among them. */
class ConversationsTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final ActorTestKit KIT = STAGE.kit();

    private static final Logger DESK = (Logger) LoggerFactory.getLogger(TradingDesk.class);
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Money CASH = Money.of("10000");
    private static final ClientOrderId STRANGER = new ClientOrderId("not-ours");
    private static final int CONVERSATIONS = 40;
    private static final int ROUNDS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BAR = Duration.ofMinutes(15).toNanos();

    private final PersistenceTestKit journal = STAGE.journal();
    private final ActorRef<Agent.Command> risk = KIT.spawn(Behaviors.receiveMessage(command -> {
        if (command instanceof Agent.AskRisk asked) {
            asked.replyTo()
                    .tell(new Agent.Measured(new RiskAssessment(
                            asked.question().decision(), new Fraction(1_000), new Fraction(10_000), 500)));
        }
        return Behaviors.same();
    }));

    /** What it says about a bad line would fill pages. */
    @BeforeAll
    static void hush() {
        DESK.setLevel(Level.OFF);
    }

    @AfterAll
    static void stop() {
        DESK.setLevel(null);
    }

    @Test
    void whateverGetsLostTheBooksEndAsTheVenuesAndNoOrderIsSentBlindly() {
        int filled = 0;
        int restarted = 0;
        int refused = 0;
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            var conversation = new Conversation(seed);
            conversation.hold();
            filled += conversation.venue.fills().size();
            restarted += conversation.births - 1;
            refused += conversation.refused();
        }
        // Or else nothing much was tried.
        assertThat(filled).isGreaterThan(CONVERSATIONS * 2);
        assertThat(restarted).isGreaterThan(CONVERSATIONS / 2);
        assertThat(refused).isPositive();
    }

    /** One run's desk, its books and its venue. */
    private final class Conversation {
        private final String run;
        private final Random dice;
        private final Pace pace;
        private final WildVenue venue;
        private final OneGate gate = new OneGate();
        private final boolean strange;
        private final ActorRef<Ledger.Command> ledger;
        private final ActorRef<KillSwitch.Command> killSwitch;
        private ActorRef<OrderDesk.Command> desk;
        private int births;

        Conversation(int seed) {
            this.run = "run" + seed;
            this.dice = new Random(seed);
            this.pace =
                    seed % 2 == 0 ? new Pace.Virtual(50, Duration.ofMillis(5)) : new Pace.Live(Duration.ofSeconds(20));
            this.venue = new WildVenue(seed);
            this.strange = seed % 10 == 0;
            this.ledger = KIT.spawn(Ledger.create(run, "paper", CASH));
            this.killSwitch = KIT.spawn(KillSwitch.create(run, "paper", gate));
            this.desk = born();
        }

        private ActorRef<OrderDesk.Command> born() {
            births++;
            var conclave = ConfigFactory.defaultReference().resolve().getConfig("conclave");
            var settings = TradingSettings.from(conclave, pace).desk();
            return KIT.spawn(OrderDesk.create(
                    run,
                    "paper",
                    settings,
                    new OrderDesk.Neighbours(
                            ledger,
                            killSwitch,
                            symbol -> risk,
                            symbol -> new Instrument(
                                    symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD"),
                            venue,
                            gate,
                            new PostedFills(journal),
                            System::nanoTime,
                            "birth " + births)));
        }

        void hold() {
            for (int round = 1; round <= ROUNDS; round++) {
                if (strange && round == ROUNDS / 2) {
                    venue.has(STRANGER);
                }
                if (dice.nextInt(4) == 0) {
                    gate.resume(run, "paper", "looked into", "tester", round);
                }
                if (dice.nextInt(3) == 0) {
                    KIT.stop(desk);
                    desk = born();
                }
                step(round * BAR, round % 2 == 0 ? 0 : 0.05 + dice.nextInt(20) / 100.0);
            }
            venue.calmDown();
            KIT.stop(desk);
            desk = born();
            long at = (ROUNDS + 1) * BAR;
            for (int more = 0; more < 20 && (more < 2 || !orders().isEmpty()); more++) {
                advance(at + more);
            }
            examine();
        }

        private void step(long asOf, double target) {
            advance(asOf);
            var marks = new TreeMap<Symbol, Price>();
            marks.put(BTC, Price.of("1000"));
            AccountSnapshot books =
                    this.<AccountSnapshot>patiently(replyTo -> ledger.tell(new Ledger.Mark(asOf, marks, replyTo)));
            var verdict = target == 0
                    ? new Verdict(Stance.FLAT, Fraction.ZERO, Cause.KELLY)
                    : new Verdict(Stance.LONG, Fraction.of(target), Cause.KELLY);
            var proposal = new Proposal(new DecisionId(BTC, asOf), verdict, Price.of("1000"), asOf);
            this.<OrderDesk.Executed>patiently(
                    replyTo -> desk.tell(new OrderDesk.Execute(asOf, List.of(proposal), books, replyTo)));
        }

        private void advance(long to) {
            this.<OrderDesk.Advanced>patiently(replyTo -> desk.tell(new OrderDesk.Advance(to, replyTo)));
        }

        private List<DeskOrder> orders() {
            return this.<OrderDesk.Orders>patiently(
                            replyTo -> desk.tell(new OrderDesk.GetOrders(true, Optional.empty(), 100, replyTo)))
                    .orders();
        }

        int refused() {
            return desk(OrderDesk.OrderRefused.class).size();
        }

        private void examine() {
            var books = this.<AccountSnapshot>patiently(replyTo -> ledger.tell(new Ledger.GetSnapshot(replyTo)));
            var held = new TreeMap<Symbol, Quantity>();
            books.portfolio().positions().forEach((symbol, position) -> held.put(symbol, position.quantity()));
            held.values().removeIf(Quantity::isZero);

            assertThat(held).as("positions of %s", run).isEqualTo(venue.positions());
            assertThat(desk(OrderDesk.OrderFilled.class).stream()
                            .map(filled -> filled.fill().id()))
                    .as("fills journalled by %s", run)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            venue.fills().stream().map(Fill::id).toList());
            assertThat(venue.sentBlindly()).as("sent blindly by %s", run).isEmpty();
            assertThat(orders()).as("open orders of %s", run).isEmpty();
            if (strange) {
                assertThat(gate.row().halted()).as("halted %s", run).isTrue();
                assertThat(desk(OrderDesk.NotReconciled.class)).isNotEmpty();
            }
        }

        private <E> List<E> desk(Class<E> type) {
            return journal.persistedInStorage("OrderDesk|" + run + ":paper").stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        /** Asks again every five seconds of the desk's time, as the conductor would, until there is an answer. */
        private <A> A patiently(Consumer<ActorRef<A>> ask) {
            TestProbe<A> probe = KIT.createTestProbe();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (int wait = 0; System.nanoTime() < deadline; wait++) {
                if (wait % 5 == 0) {
                    ask.accept(probe.getRef());
                }
                try {
                    return probe.receiveMessage(Duration.ofMillis(2));
                } catch (AssertionError nothingYet) {
                    STAGE.timePasses(Duration.ofSeconds(1));
                }
            }
            throw new AssertionError("No answer in " + run + ", round after round");
        }
    }
}
