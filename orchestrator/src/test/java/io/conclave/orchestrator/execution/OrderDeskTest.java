package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.riskgate.VetoReason;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import io.conclave.orchestrator.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderDeskTest {
    @RegisterExtension
    static final Stage STAGE = Stage.timeless();

    private static final ActorTestKit KIT = STAGE.kit();

    private static final String DESK = "OrderDesk|run:paper";
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");
    private static final Pace VIRTUAL = new Pace.Virtual(3, Duration.ofMillis(5));
    private static final Pace LIVE = new Pace.Live(Duration.ofSeconds(20));

    private final PersistenceTestKit journal = STAGE.journal();
    private final TestProbe<Agent.Command> risk = KIT.createTestProbe();
    private final TestProbe<KillSwitch.Command> killSwitch = KIT.createTestProbe();
    private final OneGate gate = new OneGate();
    private final TestProbe<OrderDesk.Executed> executed = KIT.createTestProbe();
    private final TestProbe<OrderDesk.Advanced> advanced = KIT.createTestProbe();
    private final ScriptedVenue venue = new ScriptedVenue();
    private final FillHistory history = new PostedFills(journal);
    private ActorRef<Ledger.Command> ledger = KIT.system().ignoreRef();
    private ActorRef<OrderDesk.Command> desk = KIT.system().ignoreRef();

    @BeforeEach
    void anEmptyJournal() {
        ledger = KIT.spawn(Ledger.create("run", "paper", CASH));
    }

    @AfterEach
    void closed() {
        KIT.stop(desk);
        KIT.stop(ledger);
    }

    @Test
    void aVenueThatRejectsEndsTheOrder() {
        venue.rejectsNext();
        open(VIRTUAL);

        propose(1, BTC);
        allow();

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(orders()).isEmpty();
        assertThat(journal.persistedInStorage(DESK).getLast())
                .isEqualTo(new OrderDesk.OrderEnded(venue.sent().getFirst().id(), OrderState.REJECTED, "Not today"));
    }

    @Test
    void aRulingThatTheJournalDidNotTakeIsMadeAgain() {
        open(VIRTUAL);
        journal.failNextPersisted(DESK);

        propose(1, BTC);
        allow();
        killSwitchIsAskedOnceMore();
        riskIsSmall();

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(rulings()).hasSize(1);
        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void aFillToldTwiceIsOneFill() {
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        var fill = wholeFill();
        venue.trades(fill);
        venue.trades(fill);

        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        assertThat(advanced.receiveMessage().reports().values())
                .singleElement()
                .satisfies(report -> assertThat(report.fills()).containsExactly(fill));
        assertThat(orders()).isEmpty();
    }

    @Test
    void whatHadTradedByAClosingIsNoAnswerToWhoeverAsksAsOfTheNext() {
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        venue.hesitates();
        var fill = wholeFill();

        desk.tell(new OrderDesk.Advance(
                2, KIT.<OrderDesk.Advanced>createTestProbe().getRef()));
        desk.tell(new OrderDesk.Advance(3, advanced.getRef()));
        venue.answers(List.of());
        venue.answers(List.of(fill));

        assertThat(advanced.receiveMessage().reports().values())
                .singleElement()
                .satisfies(report -> assertThat(report.fills()).containsExactly(fill));
    }

    @Test
    void aSilentLedgerIsAskedAgainUntilTheFillsAreInTheBooks() {
        TestProbe<Ledger.Command> silent = KIT.createTestProbe();
        open(VIRTUAL, silent.getRef());
        propose(1, BTC);
        silent.expectMessageClass(Ledger.GetSnapshot.class).replyTo().tell(account());
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        venue.trades(wholeFill());

        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));
        silent.expectMessageClass(Ledger.Post.class);
        STAGE.timePasses(Duration.ofSeconds(21));
        books(silent);

        assertThat(advanced.receiveMessage().reports()).containsKey(BTC);
    }

    @Test
    void inVirtualTimeAnOrderWhoseAnswerWasLostIsFoundBeforeTheMarketGoesOn() {
        venue.losesNext().forgetsNext();
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(orders()).extracting(DeskOrder::state).containsExactly(OrderState.UNKNOWN);

        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));
        advanced.expectNoMessage(Duration.ofMillis(50));
        STAGE.timePasses(Duration.ofSeconds(2));

        assertThat(advanced.receiveMessage().reports()).containsKey(BTC);
        assertThat(venue.sent()).hasSize(2).containsOnly(venue.sent().getFirst());
        assertThat(orders()).extracting(DeskOrder::state).containsExactly(OrderState.WORKING);
    }

    @Test
    void anOrderThatNeverArrivedIsNotSentAgainOnceTradingIsHalted() {
        venue.losesNext().forgetsNext();
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        gate.halt("run", "paper", "looks odd", "risk", 1);
        STAGE.timePasses(Duration.ofSeconds(2));

        assertThat(advanced.receiveMessage().reports()).containsKey(BTC);
        assertThat(venue.sent()).hasSize(1);
        assertThat(orders()).isEmpty();
        assertThat(refusals()).containsExactly(OrderDesk.Refusal.HALTED);
    }

    @Test
    void aVenueThatForgotAnOpenOrderOverARestartIsToldItOnceMore() {
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        KIT.stop(desk);

        venue.forgetsNext();
        open(VIRTUAL);
        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        advanced.receiveMessage();
        assertThat(venue.sent()).hasSize(2).containsOnly(venue.sent().getFirst());
    }

    @Test
    void whatTheDoorRefusesOfADecisionIsJournalledWithItAndNeverSentAlsoAfterARestart() {
        open(VIRTUAL, ledger, NOTHING_PASSES);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));

        var written = journal.persistedInStorage(DESK);
        var ruled = rulings().getLast();
        assertThat(ruled.intents()).hasSize(1);
        assertThat(written.subList(written.indexOf(ruled), written.size()))
                .containsExactly(
                        ruled,
                        new OrderDesk.OrderRefused(ruled.intents().getFirst().id(), OrderDesk.Refusal.AT_THE_DOOR));
        KIT.stop(desk);
        open(VIRTUAL);
        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        advanced.receiveMessage();
        assertThat(venue.sent()).isEmpty();
    }

    @Test
    void aDeskWhoseAccountAnotherHasTakenOverSendsNothingAndStandsDown() {
        TestProbe<OrderDesk.StoodDown> stoodDown = KIT.createTestProbe();
        KIT.system().eventStream().tell(new EventStream.Subscribe<>(OrderDesk.StoodDown.class, stoodDown.getRef()));
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        gate.takeOver("run", "paper", "another node");
        var journalled = journal.persistedInStorage(DESK).size();

        propose(2, BTC);
        allow();

        assertThat(stoodDown.receiveMessage().epoch()).isEqualTo(1);
        assertThat(venue.sent()).hasSize(1);
        desk.tell(new OrderDesk.Advance(3, advanced.getRef()));
        advanced.expectNoMessage(Duration.ofMillis(50));
        // The ruling was journalled before the claim; what became of it is the other's to say.
        assertThat(journal.persistedInStorage(DESK)).hasSize(journalled + 1);
    }

    @Test
    void aDeskThatLostItsAccountTakesInNoFills() {
        TestProbe<OrderDesk.StoodDown> stoodDown = KIT.createTestProbe();
        KIT.system().eventStream().tell(new EventStream.Subscribe<>(OrderDesk.StoodDown.class, stoodDown.getRef()));
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        var journalled = journal.persistedInStorage(DESK).size();
        venue.trades(wholeFill());
        gate.takeOver("run", "paper", "another node");

        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        assertThat(stoodDown.receiveMessage().account()).isEqualTo("paper");
        assertThat(journal.persistedInStorage(DESK)).hasSize(journalled);
    }

    @Test
    void aHaltBetweenRulingAndSendingRefusesTheOrder() {
        open(VIRTUAL);
        gate.halt("run", "paper", "looks odd", "risk", 1);

        propose(1, BTC);
        allow();

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(venue.sent()).isEmpty();
        assertThat(refusals()).containsExactly(OrderDesk.Refusal.HALTED);
        assertThat(orders()).isEmpty();
    }

    @Test
    void liveAnOrderThatNeverArrivedIsGivenUpOnceTheMarketHasGoneOn() {
        venue.losesNext().forgetsNext();
        open(LIVE);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));

        desk.tell(new OrderDesk.Advance(Duration.ofMinutes(2).toNanos(), advanced.getRef()));
        advanced.receiveMessage();
        STAGE.timePasses(Duration.ofSeconds(2));

        KIT.createTestProbe().awaitAssert(() -> {
            assertThat(refusals()).containsExactly(OrderDesk.Refusal.TOO_OLD);
            return 0;
        });
        assertThat(venue.sent()).hasSize(1);
        assertThat(orders()).isEmpty();
    }

    @Test
    void fillsThatHappenedWhileNobodyListenedAreTakenInBeforeAnythingIsSent() {
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));
        KIT.stop(desk);
        venue.trades(wholeFill());
        open(VIRTUAL);

        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));

        assertThat(advanced.receiveMessage().reports().values())
                .singleElement()
                .satisfies(report -> assertThat(report.fills()).containsExactly(wholeFill()));
        assertThat(orders()).isEmpty();
        assertThat(differences()).isEmpty();
    }

    @Test
    void anOrderAtTheVenueThatNobodySentHaltsTradingUntilSomebodyHasLooked() {
        var stranger = new ClientOrderId("not-ours");
        venue.has(stranger);
        open(VIRTUAL);

        desk.tell(new OrderDesk.Advance(1, advanced.getRef()));

        advanced.receiveMessage();
        assertThat(differences()).singleElement().asString().contains("not-ours", "nobody here sent");
        assertThat(gate.row().halted()).isTrue();
        assertThat(gate.row().actor()).isEqualTo("reconciliation");

        propose(1, BTC);
        riskIsSmall();
        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(vetoes()).containsExactly(VetoReason.HALTED);

        venue.forgets(stranger);
        gate.resume("run", "paper", "cancelled by hand", "risk", 2);
        killSwitch.expectMessageClass(KillSwitch.Read.class);
        desk.tell(new OrderDesk.Advance(2, advanced.getRef()));
        advanced.receiveMessage();
        propose(2, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(2));
        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void aStoredPortfolioThatItsFillsDoNotMakeHaltsTrading() {
        TestProbe<Ledger.Command> forged = KIT.createTestProbe();
        open(VIRTUAL, forged.getRef());
        desk.tell(new OrderDesk.Advance(1, advanced.getRef()));

        var richer = new AccountSnapshot(
                0, Portfolio.withCash(CASH).after(strangeFill()), account().marks(), CASH, CASH);
        forged.expectMessageClass(Ledger.GetSnapshot.class).replyTo().tell(richer);

        advanced.receiveMessage();
        assertThat(differences()).singleElement().asString().contains("0 journalled fills", "the venue says nothing");
        assertThat(gate.row().halted()).isTrue();
    }

    @Test
    void liveASwitchThatDoesNotAnswerCountsAsEngaged() {
        open(LIVE);

        propose(1, BTC);
        killSwitch.expectMessageClass(KillSwitch.Read.class);
        riskIsSmall();
        STAGE.timePasses(Duration.ofSeconds(21));

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(vetoes()).containsExactly(VetoReason.HALTED);
        assertThat(venue.sent()).isEmpty();
    }

    @Test
    void liveARiskThatIsNotToldLetsNothingBeAdded() {
        open(LIVE);

        propose(1, BTC);
        killSwitchSays(false);
        risk.expectMessageClass(Agent.AskRisk.class);
        STAGE.timePasses(Duration.ofSeconds(21));

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(vetoes()).containsExactly(VetoReason.RISK_UNKNOWN);
        assertThat(venue.sent()).isEmpty();
    }

    @Test
    void aMomentRuledOnIsNotRuledOnAgain() {
        open(VIRTUAL);
        propose(1, BTC);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));

        propose(1, BTC);

        executed.expectMessage(new OrderDesk.Executed(1));
        assertThat(rulings()).hasSize(1);
        assertThat(venue.sent()).hasSize(1);
    }

    @Test
    void anOrderUnderWayElsewhereCountsAsExposure() {
        open(VIRTUAL);
        propose(1, ETH);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));

        propose(2, BTC);
        allow();

        executed.expectMessage(new OrderDesk.Executed(2));
        var under = venue.sent().getFirst();
        assertThat(rulings().getLast().facts().grossExposure())
                .isEqualTo(under.reference().times(under.quantity()));
    }

    @Test
    void anOrderUnderWayHereDoesNotHideWhatIsHeldElsewhere() {
        open(VIRTUAL);
        var account = account().portfolio();
        var holding =
                new AccountSnapshot(0, account.after(strangeFill()), account().marks(), CASH, CASH);
        execute(1, BTC, holding);
        allow();
        executed.expectMessage(new OrderDesk.Executed(1));

        execute(2, BTC, holding);
        allow();

        executed.expectMessage(new OrderDesk.Executed(2));
        var facts = rulings().getLast().facts();
        assertThat(facts.grossExposure().minus(facts.lastPrice().times(facts.position())))
                .isEqualTo(Money.of("3000"));
    }

    // ---- the trade's words

    private static final Money CASH = Money.of("10000");

    /** Through the door, whatever the gate allows. */
    private static final String NOTHING_PASSES = "door.order-notional = 0";

    private void open(Pace pace) {
        open(pace, ledger);
    }

    private void open(Pace pace, ActorRef<Ledger.Command> books) {
        open(pace, books, "");
    }

    /** @param terms settings that are others than usual */
    private void open(Pace pace, ActorRef<Ledger.Command> books, String terms) {
        var conclave = ConfigFactory.parseString(terms)
                .withFallback(ConfigFactory.defaultReference().resolve().getConfig("conclave"));
        var settings = TradingSettings.from(conclave, pace).desk();
        desk = KIT.spawn(OrderDesk.create(
                "run",
                "paper",
                settings,
                new OrderDesk.Neighbours(
                        books,
                        killSwitch.getRef(),
                        symbol -> risk.getRef(),
                        OrderDeskTest::terms,
                        venue,
                        gate,
                        history,
                        System::nanoTime,
                        "test")));
    }

    private static Instrument terms(Symbol symbol) {
        return new Instrument(symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD");
    }

    private static AccountSnapshot account() {
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of("1000"));
        marks.put(ETH, Price.of("1000"));
        return new AccountSnapshot(0, Portfolio.withCash(CASH), marks, CASH, CASH);
    }

    private static Fill strangeFill() {
        return new Fill(
                "f",
                ClientOrderId.of("paper", new DecisionId(ETH, 0), 0),
                ETH,
                Side.BUY,
                Quantity.of("3"),
                Price.of("1000"),
                Money.ZERO,
                0);
    }

    private List<String> differences() {
        return journal.persistedInStorage(DESK).stream()
                .filter(OrderDesk.NotReconciled.class::isInstance)
                .map(event -> ((OrderDesk.NotReconciled) event).difference())
                .toList();
    }

    private void propose(long asOf, Symbol symbol) {
        execute(asOf, symbol, account());
    }

    private void execute(long asOf, Symbol symbol, AccountSnapshot account) {
        var verdict = new Verdict(Stance.LONG, Fraction.of(0.15 * asOf - 0.05), Cause.KELLY);
        var proposal = new Proposal(new DecisionId(symbol, asOf), verdict, Price.of("1000"), asOf);
        desk.tell(new OrderDesk.Execute(asOf, List.of(proposal), account, executed.getRef()));
    }

    private void allow() {
        killSwitchSays(false);
        riskIsSmall();
    }

    private void killSwitchSays(boolean halted) {
        killSwitch
                .expectMessageClass(KillSwitch.Read.class)
                .replyTo()
                .tell(new KillSwitch.Position(halted, Optional.empty()));
    }

    private void riskIsSmall() {
        var asked = risk.expectMessageClass(Agent.AskRisk.class);
        asked.replyTo()
                .tell(new Agent.Measured(new RiskAssessment(
                        asked.question().decision(), new Fraction(1_000), new Fraction(10_000), 500)));
    }

    private static void books(TestProbe<Ledger.Command> ledger) {
        var post = ledger.expectMessageClass(Ledger.Post.class);
        post.replyTo()
                .tell(new Ledger.Posted(post.fills().stream().map(Fill::id).toList()));
    }

    private Fill wholeFill() {
        var order = venue.sent().getFirst();
        return new Fill(
                order.id() + "-1",
                order.id(),
                order.symbol(),
                order.side(),
                order.quantity(),
                order.reference(),
                Money.ZERO,
                2);
    }

    /** The desk is born again after a pause, so time passes in steps until it asks. */
    private void killSwitchIsAskedOnceMore() {
        var read = killSwitch.awaitAssert(Duration.ofSeconds(10), () -> {
            STAGE.timePasses(Duration.ofMillis(100));
            return killSwitch.expectMessageClass(KillSwitch.Read.class, Duration.ofMillis(100));
        });
        read.replyTo().tell(new KillSwitch.Position(false, Optional.empty()));
    }

    private List<DeskOrder> orders() {
        TestProbe<OrderDesk.Orders> probe = KIT.createTestProbe();
        desk.tell(new OrderDesk.GetOrders(true, Optional.empty(), 100, probe.getRef()));
        return probe.receiveMessage().orders();
    }

    private List<OrderDesk.ProposalRuled> rulings() {
        return journal.persistedInStorage(DESK).stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .map(OrderDesk.ProposalRuled.class::cast)
                .toList();
    }

    private List<OrderDesk.Refusal> refusals() {
        return journal.persistedInStorage(DESK).stream()
                .filter(OrderDesk.OrderRefused.class::isInstance)
                .map(event -> ((OrderDesk.OrderRefused) event).why())
                .toList();
    }

    private List<VetoReason> vetoes() {
        return rulings().getLast().vetoes().stream().map(Veto::reason).toList();
    }
}
