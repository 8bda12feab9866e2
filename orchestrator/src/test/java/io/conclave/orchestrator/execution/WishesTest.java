package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Orders that people place, against the live clock. */
class WishesTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final ActorTestKit KIT = STAGE.kit();
    private static final String DESK = "OrderDesk|run:paper";
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));

    private final PersistenceTestKit journal = STAGE.journal();
    private final TestProbe<Agent.Command> risk = KIT.createTestProbe();
    private final TestProbe<KillSwitch.Command> killSwitch = KIT.createTestProbe();
    private final OneGate gate = new OneGate();
    private final ScriptedVenue venue = new ScriptedVenue();
    private ActorRef<Ledger.Command> ledger = KIT.system().ignoreRef();
    private ActorRef<OrderDesk.Command> desk = KIT.system().ignoreRef();

    @BeforeEach
    void aDeskThatTrades() {
        ledger = KIT.spawn(Ledger.create("run", "paper", Money.of("10000")));
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of("1000"));
        ledger.tell(new Ledger.Mark(1, marks, KIT.system().ignoreRef()));
        open();
    }

    @AfterEach
    void closed() {
        KIT.stop(desk);
        KIT.stop(ledger);
    }

    @Test
    void anOrderIsJournalledThenClaimedThenSent() {
        var taken = taken(place("mine", "2", LIMIT));

        assertThat(taken.again()).isFalse();
        assertThat(taken.order().state()).isEqualTo(OrderState.INTENDED);
        assertThat(taken.order().name()).isEqualTo("mine");
        assertThat(events())
                .containsExactly(
                        new OrderDesk.OrderPlaced(taken.order().ticket(), "mine", "key"),
                        new OrderDesk.OrderAccepted(taken.order().id()));
        assertThat(venue.sent()).containsExactly(taken.order().ticket());
        assertThat(order("mine").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void saidAgainItIsTheSameOrder() {
        var first = taken(place("mine", "2", LIMIT));

        for (int i = 0; i < 1_000; i++) {
            var again = taken(place("mine", "2", LIMIT));
            assertThat(again.again()).isTrue();
            assertThat(again.order().id()).isEqualTo(first.order().id());
        }

        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void underTheSameNameAnotherOrderIsRefused() {
        place("mine", "2", LIMIT);

        assertThat(refused(place("mine", "3", LIMIT))).isEqualTo(Reason.DUPLICATE);
        assertThat(refused(place("mine", "2", LIMIT.postingOnly()))).isEqualTo(Reason.DUPLICATE);
        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void saidAgainAfterARestartItIsStillTheSameOrder() {
        var first = taken(place("mine", "2", LIMIT));
        KIT.stop(desk);
        open();

        var again = taken(place("mine", "2", LIMIT));

        assertThat(again.again()).isTrue();
        assertThat(again.order().ticket()).isEqualTo(first.order().ticket());
        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void anOrderThatTheDeskHasForgottenKeepsItsName() {
        for (int i = 0; i <= KnownOrders.ENDED; i++) {
            place("order-" + i, "2", LIMIT);
            venue.tells(new ExecutionReport.Cancelled(id("order-" + i)));
        }

        assertThat(refused(place("order-0", "2", LIMIT))).isEqualTo(Reason.DUPLICATE);
        assertThat(taken(place("new", "2", LIMIT)).again()).isFalse();
        assertThat(venue.sent()).hasSize(KnownOrders.ENDED + 2);
    }

    @Test
    void aNameOfOddShapeIsNone() {
        for (var name : List.of("", "two words", "x".repeat(49), "größe")) {
            assertThatThrownBy(() -> wish(name, "1", LIMIT)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(taken(place("x".repeat(48), "1", LIMIT)).order().id().value())
                .hasSize(32);
    }

    @Test
    void whatALimitOfTheAccountStandsAgainstIsRefusedAtTheDoor() {
        assertThat(refused(place("too-much", "8", LIMIT))).isEqualTo(Reason.LIMIT);
        assertThat(refused(place("too-dear", "1", OrderTerms.limit(Price.of("1100")))))
                .isEqualTo(Reason.LIMIT);
        place("most-of-it", "4", LIMIT);
        place("and-more", "3", LIMIT);
        assertThat(refused(place("one-too-many", "1", LIMIT))).isEqualTo(Reason.LIMIT);
        cancel("and-more");

        taken(place("instead", "1", LIMIT));

        assertThat(venue.sent()).hasSize(3);
    }

    @Test
    void whoOnlyTriesIsToldWhichLimitWouldStandAgainstItAndNothingHappens() {
        assertThat(objection(wish("mine", "2", LIMIT))).isEmpty();
        var tooMuch = objection(wish("too-much", "8", LIMIT)).orElseThrow();

        assertThat(tooMuch.reason()).isEqualTo(Reason.LIMIT);
        assertThat(tooMuch.limit()).contains(DoorRefusal.Reason.POSITION);
        assertThat(tooMuch.why()).contains("BTC-USD");
        assertThat(events()).isEmpty();
        assertThat(venue.sent()).isEmpty();
        taken(place("mine", "2", LIMIT));
        assertThat(objection(wish("mine", "2", LIMIT))).isEmpty();
        assertThat(objection(wish("mine", "3", LIMIT)).orElseThrow().reason()).isEqualTo(Reason.DUPLICATE);
    }

    @Test
    void whatIsTakenBackIsCancelledOnceTheVenueSaysSo() {
        venue.keepsCancelsWaiting();
        place("mine", "2", LIMIT);

        assertThat(taken(cancel("mine")).order().state()).isEqualTo(OrderState.PENDING_CANCEL);
        assertThat(taken(cancel("mine")).order().state()).isEqualTo(OrderState.PENDING_CANCEL);
        assertThat(venue.cancels()).containsExactly(id("mine"));
        venue.tells(new ExecutionReport.Cancelled(id("mine")));

        assertThat(order("mine").state()).isEqualTo(OrderState.CANCELLED);
        assertThat(refused(cancel("mine"))).isEqualTo(Reason.TOO_LATE);
        assertThat(refused(cancel("nobody's"))).isEqualTo(Reason.NO_SUCH_ORDER);
    }

    @Test
    void aCancelThatIsNotAnsweredIsAskedAfterAndSentAgain() {
        venue.keepsCancelsWaiting();
        place("mine", "2", LIMIT);
        cancel("mine");

        STAGE.timePasses(Duration.ofSeconds(7));

        assertThat(order("mine").state()).isEqualTo(OrderState.PENDING_CANCEL);
        assertThat(venue.cancels()).containsExactly(id("mine"), id("mine"));
    }

    @Test
    void aFillThatTheVenueTellsOfIsInTheBooksAtOnce() {
        place("mine", "2", LIMIT);
        var fill = fill("mine", "0.5");

        venue.trades(fill);
        venue.tells(new ExecutionReport.Traded(fill));
        venue.tells(new ExecutionReport.Traded(fill));

        assertThat(order("mine").state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThat(order("mine").filled()).isEqualTo(Quantity.of("0.5"));
        assertThat(order("mine").worth()).isEqualTo(Money.of("495"));
        assertThat(events()).containsOnlyOnce(new OrderDesk.OrderFilled(fill));
        Patience.until("it is booked", () -> events().contains(new OrderDesk.FillsBooked(List.of(fill.id()))));
    }

    @Test
    void aFillAfterTheCancelCountsAndTheOrderStaysCancelled() {
        place("mine", "2", LIMIT);
        cancel("mine");

        venue.tells(new ExecutionReport.Traded(fill("mine", "0.5")));

        assertThat(order("mine").state()).isEqualTo(OrderState.CANCELLED);
        assertThat(order("mine").filled()).isEqualTo(Quantity.of("0.5"));
    }

    @Test
    void aRejectionOfAnOrderThatWorksIsNotBelieved() {
        place("mine", "2", LIMIT);

        venue.tells(new ExecutionReport.Rejected(id("mine"), "duplicate order"));

        assertThat(events()).contains(new OrderDesk.OrderUncertain(id("mine")));
        assertThat(order("mine").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void anOrderThatTheVenueRejectsEndsWithItsWords() {
        venue.rejectsNext();

        place("mine", "2", LIMIT);

        assertThat(order("mine").state()).isEqualTo(OrderState.REJECTED);
        assertThat(order("mine").why()).isEqualTo("Not today");
    }

    @Test
    void aReplacementTakesTheOrdersPlaceAndWhatItTraded() {
        place("mine", "2", LIMIT);
        venue.tells(new ExecutionReport.Traded(fill("mine", "0.5")));

        var answer = ask(replyTo -> new OrderDesk.Replace(id("mine"), wish("larger", "3", LIMIT), replyTo));

        assertThat(taken(answer).order().replaces()).contains(id("mine"));
        assertThat(order("mine").state()).isEqualTo(OrderState.REPLACED);
        assertThat(order("mine").replacement()).contains(id("larger"));
        assertThat(order("larger").state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThat(order("larger").filled()).isEqualTo(Quantity.of("0.5"));
        venue.tells(new ExecutionReport.Traded(fill("mine", "0.25")));
        assertThat(order("larger").filled()).isEqualTo(Quantity.of("0.75"));
        assertThat(refused(ask(replyTo -> new OrderDesk.Replace(id("mine"), wish("late", "3", LIMIT), replyTo))))
                .isEqualTo(Reason.TOO_LATE);
        assertThat(refused(ask(replyTo -> new OrderDesk.Replace(id("larger"), wish("less", "0.75", LIMIT), replyTo))))
                .isEqualTo(Reason.NOT_TRADABLE);
    }

    @Test
    void anOrderThatIsNotReplacedGoesOnAndTheOtherNeverWas() {
        venue.refusesReplacements();
        place("mine", "2", LIMIT);

        ask(replyTo -> new OrderDesk.Replace(id("mine"), wish("larger", "3", LIMIT), replyTo));

        assertThat(order("mine").state()).isEqualTo(OrderState.WORKING);
        assertThat(order("mine").replacement()).isEmpty();
        assertThat(order("larger").state()).isEqualTo(OrderState.REJECTED);
    }

    @Test
    void allThatWaitsIsTakenBackAndWhatTradesAtOnceIsLeft() {
        place("one", "1", LIMIT);
        place("two", "1", LIMIT);
        place("now", "1", OrderTerms.market());

        TestProbe<OrderDesk.Asked> probe = KIT.createTestProbe();
        desk.tell(new OrderDesk.CancelAll(Optional.of(BTC), "key", probe.getRef()));

        assertThat(probe.receiveMessage().orders()).extracting(DeskOrder::name).containsExactlyInAnyOrder("one", "two");
        assertThat(order("one").state()).isEqualTo(OrderState.CANCELLED);
        assertThat(order("now").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void aHaltTakesBackWhatWaitsAndLetsNothingMoreOut() {
        place("mine", "2", LIMIT);
        gate.halt("run", "paper", "looks odd", "risk", 1);

        place("another", "1", LIMIT);

        assertThat(order("another").state()).isEqualTo(OrderState.REJECTED);
        assertThat(order("mine").state()).isEqualTo(OrderState.CANCELLED);
        assertThat(venue.sent()).hasSize(1);
        assertThat(events()).contains(new OrderDesk.CancelAsked(id("mine"), "kill switch"));
    }

    @Test
    void beforeTheBooksAgreeNothingIsTaken() {
        venue.has(new ClientOrderId("not-ours"));
        KIT.stop(desk);
        open();

        assertThat(refused(place("mine", "2", LIMIT))).isEqualTo(Reason.HALTED);
        assertThat(venue.sent()).isEmpty();
    }

    @Test
    void ordersAreListedByPageTheNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            place("order" + i, "1", LIMIT);
        }
        cancel("order3");

        var first = page(true, Optional.empty(), 3);
        var second = page(true, Optional.of(first.orders().getLast().id()), 3);

        assertThat(first.more()).isTrue();
        assertThat(second.more()).isFalse();
        var names = new ArrayList<String>();
        first.orders().forEach(order -> names.add(order.name()));
        second.orders().forEach(order -> names.add(order.name()));
        assertThat(names).containsExactly("order5", "order4", "order2", "order1");
        assertThat(page(false, Optional.empty(), 500).orders()).hasSize(5);
    }

    // ---- the trade's words

    private static final long SECOND = 1_000_000_000L;
    private long now = SECOND;

    private void open() {
        var conclave = ConfigFactory.defaultReference().resolve().getConfig("conclave");
        desk = KIT.spawn(OrderDesk.create(
                "run",
                "paper",
                TradingSettings.from(conclave, new Pace.Live(Duration.ofSeconds(20)))
                        .desk(),
                new OrderDesk.Neighbours(
                        ledger,
                        killSwitch.getRef(),
                        symbol -> risk.getRef(),
                        symbol -> new Instrument(symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD"),
                        venue,
                        gate,
                        new PostedFills(journal),
                        () -> 0,
                        "test")));
        TestProbe<OrderDesk.Advanced> advanced = KIT.createTestProbe();
        desk.tell(new OrderDesk.Advance(1, advanced.getRef()));
        advanced.receiveMessage();
    }

    private OrderDesk.Wish wish(String name, String quantity, OrderTerms terms) {
        return new OrderDesk.Wish(
                name, BTC, Side.BUY, Quantity.of(quantity), terms, Price.of("1000"), "key", now += SECOND);
    }

    private OrderDesk.Answer place(String name, String quantity, OrderTerms terms) {
        return ask(replyTo -> new OrderDesk.Place(wish(name, quantity, terms), replyTo));
    }

    private OrderDesk.Answer cancel(String name) {
        return ask(replyTo -> new OrderDesk.Cancel(id(name), "key", replyTo));
    }

    private OrderDesk.Answer ask(Function<ActorRef<OrderDesk.Answer>, OrderDesk.Command> question) {
        TestProbe<OrderDesk.Answer> probe = KIT.createTestProbe();
        desk.tell(question.apply(probe.getRef()));
        return probe.receiveMessage();
    }

    private Optional<OrderDesk.Refused> objection(OrderDesk.Wish wish) {
        TestProbe<OrderDesk.Tried> probe = KIT.createTestProbe();
        desk.tell(new OrderDesk.Try(wish, probe.getRef()));
        return probe.receiveMessage().objection();
    }

    private OrderDesk.Orders page(boolean openOnly, Optional<ClientOrderId> after, int most) {
        TestProbe<OrderDesk.Orders> probe = KIT.createTestProbe();
        desk.tell(new OrderDesk.GetOrders(openOnly, after, most, probe.getRef()));
        return probe.receiveMessage();
    }

    private DeskOrder order(String name) {
        TestProbe<OrderDesk.Known> probe = KIT.createTestProbe();
        desk.tell(new OrderDesk.GetOrder(id(name), probe.getRef()));
        return probe.receiveMessage().order().orElseThrow();
    }

    private static ClientOrderId id(String name) {
        return ClientOrderId.named("paper", name);
    }

    private static OrderDesk.Taken taken(OrderDesk.Answer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.Taken.class);
        return (OrderDesk.Taken) answer;
    }

    private static Reason refused(OrderDesk.Answer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.Refused.class);
        return ((OrderDesk.Refused) answer).reason();
    }

    private List<Object> events() {
        return journal.persistedInStorage(DESK);
    }

    private static Fill fill(String name, String quantity) {
        return new Fill(
                name + "-" + quantity, id(name), BTC, Side.BUY, Quantity.of(quantity), Price.of("990"), Money.ZERO, 2);
    }
}
