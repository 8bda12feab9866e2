package io.conclave.persistence.journal;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.Question;
import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Provenance;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.execution.Bracket;
import io.conclave.orchestrator.execution.DeadMansSwitch;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.DeskReport;
import io.conclave.orchestrator.execution.DeskState;
import io.conclave.orchestrator.execution.KnownOrders;
import io.conclave.orchestrator.execution.OlderDeskState;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.OrderLinks;
import io.conclave.orchestrator.execution.Trail;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.portfolio.RecentIds;
import io.conclave.orchestrator.portfolio.TradingDay;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.riskgate.VetoReason;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import io.conclave.orchestrator.riskgate.door.DoorUsage;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Round;
import io.conclave.orchestrator.round.Suspension;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.SizingFacts;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One example of everything that is journalled: what the golden files hold, and a small run for the projections. */
public final class Samples {
    public static final Symbol BTC = new Symbol("BTC-USD");
    public static final DecisionId DECISION = new DecisionId(BTC, 1_385_769_600_000_000_000L);
    public static final AgentId QUANT = new AgentId("quant");
    public static final AgentId ANALYST = new AgentId("analyst");
    public static final String LINK = "0f".repeat(32);

    public static final Vote CAST = new Vote(
            DECISION,
            QUANT,
            new Ballot.Cast(new Forecast(200_000, 300_001, 499_999)),
            List.of("bar:1385768700000000000", "bar:1385769600000000000"),
            new Provenance("xgboost-7c1e", "", 0, 0, 1_234_567));
    public static final Vote ABSTAINED = new Vote(
            DECISION,
            ANALYST,
            new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "No news about BTC-USD in the last week; \"none\" at all"),
            List.of(),
            new Provenance("minilm-q/sentiment-1", "ab".repeat(32), 812, 4_100, 98_765_432_100L));

    private static final ConsensusRules RULES = new ConsensusRules(
            0.001, 0.45, new TreeSet<>(List.of(ANALYST)), 1, QUANT, List.of(Fraction.of(0.5), Fraction.ONE), 90, 200);
    private static final Federation FOUNDED = Federation.founded(List.of(QUANT, ANALYST), RULES);
    private static final Federation FEDERATION = FOUNDED.learned(ballots(), Outcome.UP, RULES);
    private static final Consensus CONSENSUS = FEDERATION.decide(ballots(), RULES);
    private static final Verdict VERDICT = new Verdict(Stance.LONG, Fraction.of(0.125), Cause.VOLATILITY);

    private static final Question QUESTION = new Question(
            DECISION,
            1,
            Price.of("1121.5"),
            new Barriers(Fraction.of(0.0041), Fraction.of(0.0041)),
            new BarrierRule(Fraction.ONE, 20, Fraction.of(0.0035)),
            Fraction.of(-0.000001));
    private static final SizingFacts SIZING =
            new SizingFacts(0.0123456789012345, 0.1 + 0.2, -4.9e-324, Fraction.of(-0.000001), Fraction.ZERO);
    private static final List<Veto> VETOES = List.of(
            new Veto(VetoReason.EXPECTED_SHORTFALL, Fraction.of(0.125), Fraction.of(0.1)),
            new Veto(VetoReason.ORDER_SIZE, Fraction.of(0.1), Fraction.of(0.05)));
    public static final OrderIntent INTENT = new OrderIntent(
            ClientOrderId.of("paper", DECISION, 0),
            DECISION,
            BTC,
            Side.BUY,
            Quantity.of("0.44590637"),
            Price.of("1121.5"),
            DECISION.asOfNanos());
    private static final OrderTicket TICKET = ticket("my-first:order", "1.5");
    private static final OrderTicket LARGER = ticket("my-second:order", "2.5");
    private static final Trail TRAIL = new Trail(Optional.empty(), Optional.of(Fraction.of(0.05)));
    private static final DeadMansSwitch DEAD_MAN = new DeadMansSwitch(60_000_000_000L, "tk_7f3a");
    public static final Fill FIRST_FILL = fill("1", "0.4", "1122.0678");
    public static final Fill SECOND_FILL = fill("2", "0.04590637", "1122.1");

    private static final RiskAssessment RISK = new RiskAssessment(DECISION, Fraction.of(0.031), Fraction.of(0.2), 480);
    private static final Instrument INSTRUMENT =
            new Instrument(BTC, Price.of("0.01"), Quantity.of("0.00000001"), Money.of("5"), "USD");

    private Samples() {}

    static List<Journaled> all() {
        return List.of(
                new Agent.VoteGiven(ABSTAINED),
                agentState(),
                FEDERATION,
                new Orchestrator.FederationFounded(FOUNDED),
                standingChanged(),
                opened(),
                new Orchestrator.VoteCounted(CAST),
                settled(),
                sealed(),
                scored(),
                new Orchestrator.StateWithoutJoining(
                        Optional.of(FEDERATION),
                        List.of(standingChanged()),
                        Optional.of(round()),
                        DecisionChain.START,
                        641),
                new Orchestrator.State(
                        Optional.of(FEDERATION),
                        List.of(standingChanged()),
                        List.of(joined()),
                        Optional.of(round()),
                        Optional.of(Suspension.Reason.BUS_AWAY),
                        DecisionChain.START,
                        641),
                joined(),
                new Orchestrator.RoundSuspended(
                        DECISION, Suspension.Reason.FEED_STALE, "The bar closed 25 minutes before its round opened"),
                ruled(),
                new OrderDesk.NothingProposed(DECISION),
                new OrderDesk.OrderAccepted(INTENT.id()),
                new OrderDesk.OrderRejected(INTENT.id()),
                new OrderDesk.OrderUncertain(INTENT.id()),
                new OrderDesk.OrderFilled(FIRST_FILL),
                new OrderDesk.FillsBooked(List.of(FIRST_FILL.id(), SECOND_FILL.id())),
                new OrderDesk.OrderRefused(INTENT.id(), OrderDesk.Refusal.TOO_OLD),
                new OrderDesk.NotReconciled(
                        "the books hold nothing, the venue says 0.1 BTC-USD", 1_385_769_600_000_000_000L),
                new OrderDesk.LimitsSet(limits(), "tk_7f3a", 1_385_769_600_000_000_000L),
                new OrderDesk.DeadManArmed(DEAD_MAN, 1_385_769_600_000_000_000L),
                new OrderDesk.DeadManDisarmed("tk_7f3a", 1_385_769_600_000_000_000L),
                new OrderDesk.DeadManTriggered(1_385_769_600_000_000_000L),
                deskStateOfIntents(),
                deskStateOfFixedLimits(),
                deskState(),
                new OrderDesk.OrderPlaced(TICKET, "my-first:order", "tk_7f3a"),
                new OrderDesk.CancelAsked(TICKET.id(), "tk_7f3a"),
                new OrderDesk.ReplaceAsked(TICKET.id(), LARGER, "my-second:order", "tk_7f3a"),
                new OrderDesk.OrderReplaced(TICKET.id(), LARGER.id()),
                new OrderDesk.OrderKept(TICKET.id(), "Too late to cancel"),
                new OrderDesk.OrderEnded(TICKET.id(), OrderState.EXPIRED, "The session has ended"),
                new OrderDesk.OrdersPaired(TICKET.id(), LARGER.id()),
                new OrderDesk.OrderBracketed(TICKET.id(), Optional.of(Price.of("1050")), Optional.empty()),
                new OrderDesk.OrderTrails(TICKET.id(), TRAIL),
                new OrderDesk.OrderCovered(TICKET.id(), Quantity.of("0.4"), List.of(LARGER.id())),
                new Ledger.FillPosted(FIRST_FILL),
                marked(),
                ledgerStateWithoutDay(),
                ledgerState(),
                new KillSwitch.Engaged("Equity fell by a fifth", "watchdog", 1_385_769_000_000_000_000L),
                new KillSwitch.Released("Looked into", "risk@desk", 1_385_770_000_000_000_000L),
                new KillSwitch.State(true, Optional.of("Equity fell by a fifth")),
                started(),
                new Conductor.StepTaken(DECISION.asOfNanos()),
                new Conductor.RunFinished(LINK),
                new Conductor.State(Optional.of(started()), DECISION.asOfNanos(), 641, Optional.empty()));
    }

    /** The life of one decision as its orchestrator tells it. */
    public static List<Journaled> round(boolean withOutcome) {
        var told = List.<Journaled>of(
                new Orchestrator.FederationFounded(FOUNDED),
                opened(),
                new Orchestrator.VoteCounted(ABSTAINED),
                new Orchestrator.VoteCounted(CAST),
                settled());
        if (!withOutcome) {
            return told;
        }
        return Stream.concat(told.stream(), Stream.of(sealed(), scored())).toList();
    }

    /** The same decision on the desk: ruled, accepted, filled in two pieces. */
    public static List<Journaled> desk() {
        return List.of(
                ruled(),
                new OrderDesk.OrderAccepted(INTENT.id()),
                new OrderDesk.OrderFilled(FIRST_FILL),
                new OrderDesk.OrderFilled(SECOND_FILL));
    }

    /** The same decision in the books, which have only the first piece so far. */
    public static List<Journaled> books() {
        return List.of(new Ledger.FillPosted(FIRST_FILL), marked());
    }

    /** A run of one step. */
    public static List<Journaled> conductor() {
        return List.of(started(), new Conductor.StepTaken(DECISION.asOfNanos()), new Conductor.RunFinished(LINK));
    }

    public static Consensus consensus() {
        return CONSENSUS;
    }

    static Federation federation() {
        return FEDERATION;
    }

    static Verdict verdict() {
        return VERDICT;
    }

    static Question question() {
        return QUESTION;
    }

    static RiskAssessment risk() {
        return RISK;
    }

    static List<Veto> vetoes() {
        return VETOES;
    }

    static Trail trail() {
        return TRAIL;
    }

    private static SortedMap<AgentId, Ballot> ballots() {
        var ballots = new TreeMap<AgentId, Ballot>();
        ballots.put(QUANT, CAST.ballot());
        ballots.put(ANALYST, ABSTAINED.ballot());
        return ballots;
    }

    private static Agent.State agentState() {
        var recent = new TreeMap<DecisionId, Vote>();
        recent.put(DECISION, CAST);
        recent.put(new DecisionId(BTC, DECISION.asOfNanos() + 900_000_000_000L), ABSTAINED);
        return new Agent.State(recent, 17, 4);
    }

    private static Orchestrator.StandingChanged standingChanged() {
        return new Orchestrator.StandingChanged(
                ANALYST, Standing.SHADOW, "Reads a feed nobody vouches for", "risk@desk", 1_385_769_000_000_000_000L);
    }

    private static Orchestrator.AgentJoined joined() {
        return new Orchestrator.AgentJoined(
                new AgentId("momentum"), "Speaks through the bus", "risk@desk", 1_385_769_000_000_000_000L);
    }

    private static Orchestrator.RoundOpened opened() {
        return new Orchestrator.RoundOpened(
                QUESTION, SIZING, DECISION.asOfNanos() - 2_000_000_000L, List.of(ANALYST, QUANT));
    }

    private static Orchestrator.RoundSettled settled() {
        return new Orchestrator.RoundSettled(DECISION, CONSENSUS, VERDICT);
    }

    private static Orchestrator.RoundSealed sealed() {
        return new Orchestrator.RoundSealed(DECISION, VETOES, List.of(INTENT), List.of(FIRST_FILL, SECOND_FILL), LINK);
    }

    private static Orchestrator.OutcomeScored scored() {
        return new Orchestrator.OutcomeScored(DECISION, Outcome.UP, FEDERATION);
    }

    static Round round() {
        return new Round(
                QUESTION,
                SIZING,
                DECISION.asOfNanos() - 2_000_000_000L,
                List.of(ANALYST, QUANT),
                List.of(ABSTAINED, CAST),
                Optional.of(CONSENSUS),
                Optional.of(VERDICT),
                false);
    }

    private static OrderDesk.ProposalRuled ruled() {
        var facts = new GateFacts(
                Money.of("10000"),
                Money.of("10240.00000001"),
                Quantity.of("-0.00000001"),
                Price.of("1121.5"),
                2_000_000_000L,
                Price.of("1121.5"),
                Money.of("0.00001122"),
                3,
                false,
                Optional.of(RISK),
                INSTRUMENT,
                false);
        return new OrderDesk.ProposalRuled(
                DECISION, Fraction.of(0.125), facts, Fraction.of(0.05), VETOES, List.of(INTENT));
    }

    private static OlderDeskState.OfIntents deskStateOfIntents() {
        var open = new TreeMap<String, Order>();
        open.put(INTENT.id().value(), new Order(INTENT, OrderState.WORKING, FIRST_FILL.quantity()));
        var latest = new TreeMap<Symbol, DeskReport>();
        latest.put(BTC, new DeskReport(DECISION, VETOES, List.of(INTENT), List.of(FIRST_FILL)));
        return new OlderDeskState.OfIntents(
                open, latest, List.of(FIRST_FILL), RecentIds.NONE.plus(FIRST_FILL.id()), List.of(DECISION.asOfNanos()));
    }

    private static KnownOrders orders() {
        var open = new TreeMap<String, DeskOrder>();
        open.put(
                TICKET.id().value(),
                new DeskOrder(
                        TICKET,
                        "my-first:order",
                        "tk_7f3a",
                        Optional.empty(),
                        OrderState.PENDING_REPLACE,
                        Quantity.of("0.4"),
                        Money.of("440"),
                        Optional.empty(),
                        Optional.of(LARGER.id()),
                        "Too late to cancel"));
        var ended = new DeskOrder(
                OrderTicket.of(INTENT),
                INTENT.id().value(),
                DeskOrder.CONSENSUS,
                Optional.of(DECISION),
                OrderState.CANCELLED,
                FIRST_FILL.quantity(),
                FIRST_FILL.notional(),
                Optional.empty(),
                Optional.empty(),
                "");
        return new KnownOrders(open, List.of(ended), 17);
    }

    static SortedMap<Symbol, DeskReport> latest() {
        var latest = new TreeMap<Symbol, DeskReport>();
        latest.put(BTC, new DeskReport(DECISION, VETOES, List.of(INTENT), List.of(FIRST_FILL)));
        return latest;
    }

    private static OlderDeskState deskStateOfFixedLimits() {
        return new OlderDeskState.OfFixedLimits(
                orders().open(),
                orders().ended(),
                orders().endedBefore(),
                latest(),
                List.of(FIRST_FILL),
                RecentIds.NONE.plus(FIRST_FILL.id()),
                List.of(DECISION.asOfNanos()));
    }

    private static DeskState deskState() {
        return new DeskState(
                orders(),
                latest(),
                List.of(FIRST_FILL),
                RecentIds.NONE.plus(FIRST_FILL.id()),
                List.of(DECISION.asOfNanos()),
                Optional.of(limits()),
                Optional.of(DEAD_MAN),
                links());
    }

    private static OrderLinks links() {
        return new OrderLinks(
                List.of(new OrderLinks.Pair(TICKET.id(), LARGER.id())),
                List.of(new Bracket(
                        TICKET.id(), Optional.of(Price.of("1050")), Optional.empty(), Quantity.of("0.4"), 1)),
                List.of(new OrderLinks.TrailingStop(LARGER.id(), TRAIL)));
    }

    static List<DeskOrder> ended() {
        return orders().ended();
    }

    static DoorUsage usage() {
        return new DoorUsage(
                Money.of("10000"),
                Money.of("2500"),
                Money.of("2500"),
                Money.of("-500.5"),
                Money.of("0.00000001"),
                Money.ZERO,
                17);
    }

    static DoorLimits limits() {
        var most = new TreeMap<Symbol, Quantity>();
        most.put(BTC, Quantity.of("2.5"));
        return new DoorLimits(
                3,
                Fraction.of(0.05),
                1_800_000_000_000L,
                most,
                Money.of("10000"),
                Fraction.of(0.75),
                Fraction.of(1.5),
                Fraction.of(1.25),
                Fraction.of(0.2),
                300,
                60_000_000_000L,
                500_000_000L,
                new TreeSet<>(List.of(new Symbol("DOGE-USD"))),
                false,
                new Bps(15));
    }

    private static Ledger.Marked marked() {
        return new Ledger.Marked(DECISION.asOfNanos(), marks(), Money.of("9551.17"), Money.of("9999.77"));
    }

    private static Ledger.StateWithoutDay ledgerStateWithoutDay() {
        return new Ledger.StateWithoutDay(
                DECISION.asOfNanos(),
                Portfolio.withCash(Money.of("10000")).after(FIRST_FILL),
                marks(),
                Money.of("9999.77"),
                Money.of("10000"),
                RecentIds.NONE.plus(FIRST_FILL.id()));
    }

    private static Ledger.State ledgerState() {
        return new Ledger.State(
                DECISION.asOfNanos(),
                Portfolio.withCash(Money.of("10000")).after(FIRST_FILL),
                marks(),
                Money.of("9999.77"),
                Money.of("10000"),
                TradingDay.at(DECISION.asOfNanos(), Money.of("10000")),
                RecentIds.NONE.plus(FIRST_FILL.id()));
    }

    static SortedMap<Symbol, Price> marks() {
        var marks = new TreeMap<Symbol, Price>();
        marks.put(BTC, Price.of("1121.5"));
        return marks;
    }

    private static Conductor.RunStarted started() {
        return new Conductor.RunStarted("cd".repeat(32), "ef".repeat(32));
    }

    /** A person's order. */
    private static OrderTicket ticket(String name, String quantity) {
        return new OrderTicket(
                ClientOrderId.named("paper", name),
                BTC,
                Side.SELL,
                Quantity.of(quantity),
                OrderTerms.stopLimit(Price.of("1100"), Price.of("1099.5"))
                        .postingOnly()
                        .showing(Quantity.of("0.5"))
                        .goodTill(DECISION.asOfNanos() + 900_000_000_000L),
                Price.of("1121.5"),
                DECISION.asOfNanos() + 1);
    }

    private static Fill fill(String ordinal, String quantity, String price) {
        return new Fill(
                INTENT.id() + "-" + ordinal,
                INTENT.id(),
                BTC,
                Side.BUY,
                Quantity.of(quantity),
                Price.of(price),
                Money.of("1.1220678"),
                DECISION.asOfNanos() + 7_000_000_000L);
    }
}
