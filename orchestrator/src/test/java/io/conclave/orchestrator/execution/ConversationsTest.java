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
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Conversations with a venue at the end of a bad line: the federation and people give orders, and nodes are born again. */
class ConversationsTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final ActorTestKit KIT = STAGE.kit();

    private static final Logger DESK = (Logger) LoggerFactory.getLogger(TradingDesk.class);
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Money CASH = Money.of("100000");
    private static final ClientOrderId STRANGER = new ClientOrderId("not-ours");
    private static final int ROUNDS = 4;

    /** Conversations in which something once went wrong: a replacement that was given up, came after all, and ended. */
    private static final int[] TAUGHT_US = {2_366};

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
        hold(IntStream.concat(IntStream.range(0, 500), IntStream.of(TAUGHT_US)));
    }

    /** {@code ./conclave long conversations}. */
    @Test
    @Tag("long")
    void nothingGetsLostInTenThousandConversations() {
        hold(IntStream.range(0, 10_000));
    }

    private void hold(IntStream seeds) {
        var tally = new TreeMap<String, Integer>();
        int conversations = 0;
        for (int seed : seeds.toArray()) {
            conversations++;
            var conversation = new Conversation(seed);
            conversation.hold();
            conversation.venue.faults().forEach((fault, times) -> tally.merge(fault, times, Integer::sum));
            conversation.ends().forEach(state -> tally.merge("ended " + state, 1, Integer::sum));
            tally.merge("fills", conversation.venue.fills().size(), Integer::sum);
            tally.merge("restarts", conversation.births - 1, Integer::sum);
            tally.merge("refused", conversation.refused(), Integer::sum);
            conversation.over();
        }
        // Or else nothing much was tried.
        assertThat(tally)
                .containsKeys(
                        "ended FILLED",
                        "ended CANCELLED",
                        "ended REPLACED",
                        "ended REJECTED",
                        "refused",
                        "order lost",
                        "answer to order lost",
                        "answer to order not heard of again",
                        "order while the line was down lost",
                        "cancel lost",
                        "replace lost",
                        "report told twice",
                        "report lost",
                        "rejected and traded all the same")
                .allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
        assertThat(tally.get("fills")).isGreaterThan(conversations * 2);
        assertThat(tally.get("restarts")).isGreaterThan(conversations / 2);
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
        private final List<String> placed = new ArrayList<>();
        private int births;

        Conversation(int seed) {
            this.run = "run" + seed;
            this.dice = new Random(seed);
            this.pace =
                    seed % 2 == 0 ? new Pace.Virtual(50, Duration.ofMillis(5)) : new Pace.Live(Duration.ofSeconds(20));
            this.venue = new WildVenue(seed, seed % 2 == 0);
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
                people(round);
                step(round * BAR, round % 2 == 0 ? 0 : 0.05 + dice.nextInt(20) / 100.0);
                people(round);
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

        /** They place, take back and replace what they please; nobody waits for the answer. */
        private void people(int round) {
            for (int turn = 0; turn < 2; turn++) {
                var open = placed.isEmpty()
                        ? Optional.<String>empty()
                        : Optional.of(placed.get(dice.nextInt(placed.size())));
                switch (dice.nextInt(4)) {
                    case 0, 1 ->
                        desk.tell(new OrderDesk.Place(wish(round), KIT.system().ignoreRef()));
                    case 2 ->
                        open.ifPresent(name -> desk.tell(new OrderDesk.Cancel(
                                id(name), "key", KIT.system().ignoreRef())));
                    default ->
                        open.ifPresent(name -> desk.tell(new OrderDesk.Replace(
                                id(name), wish(round), KIT.system().ignoreRef())));
                }
                STAGE.timePasses(Duration.ofSeconds(dice.nextInt(8)));
            }
        }

        private OrderDesk.Wish wish(int round) {
            var name = "wish-" + placed.size();
            placed.add(name);
            return new OrderDesk.Wish(
                    name,
                    BTC,
                    Side.BUY,
                    new Quantity(100_000_000L * (1 + dice.nextInt(5))),
                    OrderTerms.limit(Price.of("1000")),
                    Price.of("1000"),
                    "key",
                    round * BAR + placed.size());
        }

        private ClientOrderId id(String name) {
            return ClientOrderId.named("paper", name);
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

        List<OrderState> ends() {
            return all().stream().map(DeskOrder::state).toList();
        }

        private List<DeskOrder> all() {
            return this.<OrderDesk.Orders>patiently(
                            replyTo -> desk.tell(new OrderDesk.GetOrders(false, Optional.empty(), 500, replyTo)))
                    .orders();
        }

        /** Its actors and journals would be in the way of the next. */
        void over() {
            KIT.stop(desk);
            KIT.stop(ledger);
            KIT.stop(killSwitch);
            journal.clearAll();
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
            for (var order : all()) {
                var own = order.replaces().isPresent() ? order.filled().min(venue.traded(order.id())) : order.filled();
                assertThat(own).as("traded of %s", order).isEqualTo(venue.traded(order.id()));
                assertThat(order.filled())
                        .as("no more than meant of %s", order)
                        .isLessThanOrEqualTo(order.ticket().quantity());
                if (order.state() == OrderState.REJECTED) {
                    assertThat(venue.works(order.id()))
                            .as("falsely rejected: %s", order)
                            .isFalse();
                }
            }
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
