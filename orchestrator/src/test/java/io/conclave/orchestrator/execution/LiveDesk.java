package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;

/**
 * An account of 10,000 whose desk trades bitcoin against the live clock; the first price is 1,000. Its venue is scripted, all
 * else is as it is played.
 */
final class LiveDesk {
    static final Symbol BTC = new Symbol("BTC-USD");
    static final long SECOND = 1_000_000_000L;
    private static final String RUN = "run";
    private static final String ACCOUNT = "paper";

    final ScriptedVenue venue = new ScriptedVenue();
    final OneGate gate = new OneGate();
    private final Stage stage;
    private final ActorTestKit kit;
    private final Pace pace;
    private final Config conclave;
    private final ActorRef<Ledger.Command> ledger;
    private final ActorRef<KillSwitch.Command> killSwitch;
    private final TestProbe<OrderDesk.Reconciled> reconciled;
    private ActorRef<OrderDesk.Command> desk;
    private long now = SECOND;

    /** @param settings of {@code conclave} that are not as they ship */
    LiveDesk(Stage stage, String settings) {
        this(stage, new Pace.Live(Duration.ofSeconds(20)), settings);
    }

    LiveDesk(Stage stage, Pace pace, String settings) {
        this.stage = stage;
        this.kit = stage.kit();
        this.pace = pace;
        this.conclave = ConfigFactory.parseString("conclave { " + settings + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve()
                .getConfig("conclave");
        this.ledger = kit.spawn(Ledger.create(RUN, ACCOUNT, Money.of("10000")));
        this.killSwitch = kit.spawn(KillSwitch.create(RUN, ACCOUNT, gate));
        this.reconciled = kit.createTestProbe();
        var stream = kit.system().eventStream();
        stream.tell(new EventStream.Subscribe<>(OrderDesk.Reconciled.class, reconciled.getRef()));
        mark("1000");
        this.desk = born();
    }

    /** It is there, and nobody has told it of a moment yet. */
    private ActorRef<OrderDesk.Command> born() {
        return kit.spawn(OrderDesk.create(
                RUN,
                ACCOUNT,
                TradingSettings.from(conclave, pace).desk(),
                new OrderDesk.Neighbours(
                        ledger,
                        killSwitch,
                        symbol -> kit.<Agent.Command>createTestProbe().getRef(),
                        symbol -> new Instrument(symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD"),
                        venue,
                        gate,
                        new PostedFills(stage.journal()),
                        () -> 0,
                        "test")));
    }

    LiveDesk opens() {
        ask((ActorRef<OrderDesk.Advanced> replyTo) -> new OrderDesk.Advance(now, replyTo));
        return this;
    }

    /** What the desk says next of its books beside the venue's; time passes until it does. */
    Optional<String> reconciles() {
        return hears(reconciled).difference();
    }

    /** The next word that comes there; time passes until it does. */
    <A> A hears(TestProbe<A> probe) {
        var told = new ArrayList<A>();
        inTime("it is told", () -> {
            try {
                told.add(probe.receiveMessage(Duration.ofMillis(10)));
                return true;
            } catch (AssertionError nothingYet) {
                return false;
            }
        });
        return told.getFirst();
    }

    /** Another in its place, born of the journal. */
    void isBornAgain() {
        isGone();
        desk = born();
    }

    private void isGone() {
        kit.stop(desk);
    }

    void closes() {
        kit.stop(desk);
        kit.stop(ledger);
        kit.stop(killSwitch);
    }

    /** Somebody stops all trading at the switch. */
    void isHalted() {
        ask(
                (ActorRef<KillSwitch.Position> replyTo) -> new KillSwitch.Engage("looks odd", "risk", now, replyTo),
                killSwitch);
    }

    /** Somebody elsewhere stops it, where the switch does not see it. */
    void isHaltedElsewhere() {
        gate.halt(RUN, ACCOUNT, "looks odd", "another node", now);
    }

    // ---- the market

    void timePasses(Duration time) {
        now += time.toNanos();
        stage.timePasses(time);
    }

    /** Second after second passes until it is so. */
    void inTime(String what, BooleanSupplier isSo) {
        Patience.until(what, () -> {
            if (isSo.getAsBoolean()) {
                return true;
            }
            timePasses(Duration.ofSeconds(1));
            return false;
        });
    }

    /** Bitcoin closes at a price, and nothing is proposed. */
    void closesAt(String price) {
        var account = mark(price);
        opens();
        ask((ActorRef<OrderDesk.Executed> replyTo) -> new OrderDesk.Execute(now, List.of(), account, replyTo));
    }

    /** Asks once for all fills up to now; whether they are there. */
    BooleanSupplier closing() {
        var probe = kit.<OrderDesk.Advanced>createTestProbe();
        desk.tell(new OrderDesk.Advance(now, probe.getRef()));
        return () -> {
            try {
                probe.receiveMessage(Duration.ofMillis(10));
                return true;
            } catch (AssertionError nothingYet) {
                return false;
            }
        };
    }

    private AccountSnapshot mark(String price) {
        now += SECOND;
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of(price));
        return ask((ActorRef<AccountSnapshot> replyTo) -> new Ledger.Mark(now, marks, replyTo), ledger);
    }

    /** A piece of an order trades, and the venue tells of it. */
    Fill trades(String name, String quantity, String price) {
        return trades(order(name), quantity, price);
    }

    Fill trades(DeskOrder order, String quantity, String price) {
        var fill = trade(order, quantity, price);
        venue.tells(new ExecutionReport.Traded(fill));
        return fill;
    }

    /** A piece of an order trades, and the report is lost. */
    Fill tradesUnheard(String name, String quantity, String price) {
        return trade(order(name), quantity, price);
    }

    private Fill trade(DeskOrder placed, String quantity, String price) {
        var order = placed.ticket();
        now += SECOND;
        var fill = new Fill(
                order.id() + "-" + now,
                order.id(),
                BTC,
                order.side(),
                Quantity.of(quantity),
                Price.of(price),
                Money.ZERO,
                now);
        venue.trades(fill);
        return fill;
    }

    // ---- people

    OrderDesk.Wish wish(String name, Side side, String quantity, OrderTerms terms) {
        now += SECOND;
        return new OrderDesk.Wish(name, BTC, side, Quantity.of(quantity), terms, Price.of("1000"), "key", now);
    }

    OrderDesk.Answer buy(String name, String quantity, OrderTerms terms) {
        return place(wish(name, Side.BUY, quantity, terms));
    }

    OrderDesk.Answer sell(String name, String quantity, OrderTerms terms) {
        return place(wish(name, Side.SELL, quantity, terms));
    }

    OrderDesk.Answer place(OrderDesk.Wish wish) {
        return ask((ActorRef<OrderDesk.Answer> replyTo) -> new OrderDesk.Place(wish, replyTo));
    }

    OrderDesk.Answer cancel(String name) {
        return ask((ActorRef<OrderDesk.Answer> replyTo) -> new OrderDesk.Cancel(id(name), "key", replyTo));
    }

    OrderDesk.Answer replace(String original, OrderDesk.Wish wish) {
        return ask((ActorRef<OrderDesk.Answer> replyTo) -> new OrderDesk.Replace(id(original), wish, replyTo));
    }

    DeskOrder order(String name) {
        return find(id(name)).orElseThrow();
    }

    Optional<DeskOrder> find(ClientOrderId order) {
        return ask((ActorRef<OrderDesk.Known> replyTo) -> new OrderDesk.GetOrder(order, replyTo))
                .order();
    }

    OrderDesk.DeskStanding standing() {
        return ask(OrderDesk.GetStanding::new);
    }

    void tell(OrderDesk.Command command) {
        desk.tell(command);
    }

    <A> A ask(Function<ActorRef<A>, OrderDesk.Command> question) {
        return ask(question, desk);
    }

    private <A, Q> A ask(Function<ActorRef<A>, Q> question, ActorRef<Q> whom) {
        var probe = kit.<A>createTestProbe();
        whom.tell(question.apply(probe.getRef()));
        return probe.receiveMessage();
    }

    List<Object> events() {
        return stage.journal().persistedInStorage("OrderDesk|" + RUN + ":" + ACCOUNT);
    }

    static ClientOrderId id(String name) {
        return ClientOrderId.named(ACCOUNT, name);
    }

    static OrderDesk.Reason refused(OrderDesk.Answer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.Refused.class);
        return ((OrderDesk.Refused) answer).reason();
    }
}
