package io.conclave.persistence.journal;

import io.conclave.agents.Agent;
import io.conclave.agents.RiskQuestion;
import io.conclave.agents.Wire;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.execution.Bracket;
import io.conclave.orchestrator.execution.DeskReport;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.OrderTies;
import io.conclave.orchestrator.execution.Proposal;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/** One example at least of everything that one room may say to another, whichever nodes the two are on. */
final class Messages {
    private static final String RUN = "demo";
    private static final String RISK_DESK = "risk@desk";
    private static final long NOW = Samples.DECISION.asOfNanos();
    private static final AccountSnapshot ACCOUNT = new AccountSnapshot(
            NOW,
            Portfolio.withCash(Money.of("10000")).after(Samples.FIRST_FILL),
            Samples.marks(),
            Money.of("9999.77"),
            Money.of("10000"));
    private static final DeskReport REPORT =
            new DeskReport(Samples.DECISION, Samples.vetoes(), List.of(Samples.INTENT), List.of(Samples.SECOND_FILL));
    private static final Proposal PROPOSAL = new Proposal(Samples.DECISION, Samples.verdict(), Price.of("1121.5"), NOW);

    private Messages() {}

    /** @param asker whom the answers go to */
    static List<Wire> all(ActorRef<?> asker) {
        return Stream.of(
                        ofAgents(asker),
                        ofRounds(asker),
                        ofPeopleToTheDesk(asker),
                        ofTheNodeToTheDesk(asker),
                        ofTheDesk(),
                        ofTheBooks(asker),
                        ofTheKillSwitch(asker),
                        ofTheConductor(asker))
                .flatMap(List::stream)
                .toList();
    }

    /** An asker is an address: what it understands is not on the wire. */
    private static <T> ActorRef<T> to(ActorRef<?> asker) {
        return asker.unsafeUpcast();
    }

    private static List<Wire> ofAgents(ActorRef<?> asker) {
        var aboutRisk = new RiskQuestion(Samples.DECISION, Fraction.of(-0.125));
        return List.of(
                Samples.question(),
                aboutRisk,
                Samples.risk(),
                new Agent.Ask(Samples.question(), to(asker)),
                new Agent.AskRisk(aboutRisk, to(asker)),
                new Agent.Describe(to(asker)),
                new Agent.Voted(Samples.CAST),
                new Agent.Voted(Samples.ABSTAINED),
                new Agent.Failed(Samples.DECISION, "the model server is away"),
                new Agent.Measured(Samples.risk()),
                new Agent.Unmeasured(Samples.DECISION, "the worker was killed"),
                new Agent.Description(3, 2, Optional.of(Samples.CAST)),
                new Agent.Description(0, 0, Optional.empty()));
    }

    private static List<Wire> ofRounds(ActorRef<?> asker) {
        return List.of(
                new Orchestrator.Begin(NOW, ACCOUNT, Optional.of(REPORT), to(asker)),
                new Orchestrator.Begin(NOW, ACCOUNT, Optional.empty(), to(asker)),
                new Orchestrator.Finish(Optional.of(REPORT), to(asker)),
                new Orchestrator.SetStanding(
                        Samples.ANALYST, Standing.SHADOW, "Reads a feed nobody vouches for", RISK_DESK, NOW, to(asker)),
                new Orchestrator.Join(Samples.ANALYST, "Speaks through the bus", RISK_DESK, NOW, to(asker)),
                new Orchestrator.Describe(to(asker)),
                new Orchestrator.Settled(PROPOSAL),
                new Orchestrator.Stuck(Samples.DECISION, "The analyst does not answer"),
                new Orchestrator.Finished(Samples.BTC, new DecisionChain(Samples.LINK)),
                new Orchestrator.Description(Optional.of(Samples.federation()), Optional.of(Samples.round()), 641),
                new Orchestrator.Description(Optional.empty(), Optional.empty(), 0),
                PROPOSAL);
    }

    private static List<Wire> ofPeopleToTheDesk(ActorRef<?> asker) {
        var limit = wish("one", OrderTerms.limit(Price.of("1100.5")));
        var stop = wish("other", OrderTerms.stop(Price.of("1099")));
        return List.of(
                limit,
                new OrderDesk.Place(limit, to(asker)),
                new OrderDesk.PlaceEither(limit, stop, to(asker)),
                new OrderDesk.PlaceBracket(limit, Optional.of(Price.of("1050")), Optional.empty(), to(asker)),
                new OrderDesk.PlaceTrailing(stop, Samples.trail(), to(asker)),
                new OrderDesk.Replace(Samples.INTENT.id(), stop, to(asker)),
                new OrderDesk.Cancel(Samples.INTENT.id(), RISK_DESK, to(asker)));
    }

    private static List<Wire> ofTheNodeToTheDesk(ActorRef<?> asker) {
        return List.of(
                new OrderDesk.Advance(NOW, to(asker)),
                new OrderDesk.Execute(NOW, List.of(PROPOSAL), ACCOUNT, to(asker)),
                new OrderDesk.Try(wish("one", OrderTerms.market()), to(asker)),
                new OrderDesk.CancelAll(Optional.of(Samples.BTC), RISK_DESK, to(asker)),
                new OrderDesk.CancelAll(Optional.empty(), RISK_DESK, to(asker)),
                new OrderDesk.GetOrder(Samples.INTENT.id(), to(asker)),
                new OrderDesk.GetOrders(true, Optional.of(Samples.INTENT.id()), 500, to(asker)),
                new OrderDesk.ChangeLimits(Samples.limits(), RISK_DESK, to(asker)),
                new OrderDesk.GetStanding(to(asker)),
                new OrderDesk.Renew(Duration.ofSeconds(90), RISK_DESK, to(asker)),
                new OrderDesk.Close(to(asker)));
    }

    private static List<Wire> ofTheDesk() {
        var refused = new OrderDesk.Refused(
                OrderDesk.Reason.LIMIT, Optional.of(DoorRefusal.Reason.NET), "Longs and shorts would be 1.3 apart");
        var bracket = new Bracket(
                Samples.INTENT.id(), Optional.empty(), Optional.of(Price.of("1050")), Quantity.of("0.4"), 1);
        var ties = new OrderTies(Optional.of(Samples.trail()), Optional.of(bracket), true, Samples.ended());
        return List.of(
                REPORT,
                ties,
                refused,
                new OrderDesk.Advanced(Samples.latest()),
                new OrderDesk.Executed(7),
                new OrderDesk.Tried(Optional.of(refused)),
                new OrderDesk.Tried(Optional.empty()),
                new OrderDesk.Taken(Samples.ended().getFirst(), false),
                new OrderDesk.TakenTogether(Samples.ended(), true),
                new OrderDesk.Asked(Samples.ended()),
                new OrderDesk.Known(Optional.of(Samples.ended().getFirst()), ties),
                new OrderDesk.Orders(Samples.ended(), true),
                new OrderDesk.LimitsTaken(Samples.limits()),
                new OrderDesk.DeskStanding(Samples.limits(), Optional.of(Samples.usage())),
                new OrderDesk.Renewed(Optional.of(Duration.ofMinutes(1))),
                new OrderDesk.Closed(List.of(Samples.INTENT.id())));
    }

    private static List<Wire> ofTheBooks(ActorRef<?> asker) {
        return List.of(
                ACCOUNT,
                new Ledger.Post(List.of(Samples.FIRST_FILL, Samples.SECOND_FILL), to(asker)),
                new Ledger.Mark(NOW, Samples.marks(), to(asker)),
                new Ledger.GetSnapshot(to(asker)),
                new Ledger.Posted(List.of(Samples.FIRST_FILL.id())));
    }

    private static List<Wire> ofTheKillSwitch(ActorRef<?> asker) {
        var halted = new KillSwitch.Position(true, Optional.of("drawdown"));
        return List.of(
                new KillSwitch.Engage("Equity fell by a fifth", "watchdog", NOW, to(asker)),
                new KillSwitch.Release("Looked into", RISK_DESK, NOW, to(asker)),
                new KillSwitch.Read(to(asker)),
                halted,
                new KillSwitch.Position(false, Optional.empty()),
                new KillSwitch.Turned(RUN, "paper", halted));
    }

    private static List<Wire> ofTheConductor(ActorRef<?> asker) {
        return List.of(
                new Conductor.Watch(to(asker)),
                new Conductor.GetProgress(to(asker)),
                new Conductor.Progress(17, 641, NOW),
                new Conductor.Completed(Samples.LINK, 641),
                new Conductor.GaveUp("The books do not answer"),
                new Conductor.Stepped(RUN, NOW, 17, 641),
                new Conductor.Retake());
    }

    private static OrderDesk.Wish wish(String name, OrderTerms terms) {
        return new OrderDesk.Wish(
                name, Samples.BTC, Side.SELL, Quantity.of("1.5"), terms, Price.of("1121.5"), "tk_7f3a", NOW + 1);
    }
}
