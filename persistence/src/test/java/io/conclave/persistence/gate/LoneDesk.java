package io.conclave.persistence.gate;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.TestJournal;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An order desk against the live clock, with its ledger, its kill switch and a risk agent to whom every risk is small. */
final class LoneDesk {
    private static final Money CASH = Money.of("10000");

    private LoneDesk() {}

    /** Takes the account {@code paper} of the run {@code run} over as soon as it is there. */
    static ActorRef<OrderDesk.Command> on(ActorSystem<SpawnProtocol.Command> system, DeskTables tables, Venue venue) {
        var settings = TradingSettings.from(
                        ConfigFactory.load().getConfig("conclave"), new Pace.Live(Duration.ofSeconds(20)))
                .desk();
        var ledger = spawn(system, Ledger.create("run", "paper", CASH), "ledger");
        var killSwitch = spawn(system, KillSwitch.create("run", "paper", tables.gate()), "kill-switch");
        var risk = spawn(system, smallRisk(), "risk");
        return spawn(
                system,
                OrderDesk.create(
                        "run",
                        "paper",
                        settings,
                        new OrderDesk.Neighbours(
                                ledger,
                                killSwitch,
                                symbol -> risk,
                                symbol -> new Instrument(
                                        symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD"),
                                venue,
                                tables.gate(),
                                tables.fills(),
                                System::nanoTime,
                                "test")),
                "desk");
    }

    private static Behavior<Agent.Command> smallRisk() {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Agent.AskRisk asked) {
                asked.replyTo()
                        .tell(new Agent.Measured(new RiskAssessment(
                                asked.question().decision(), new Fraction(1_000), new Fraction(10_000), 500)));
            }
            return Behaviors.same();
        });
    }

    private static <T> ActorRef<T> spawn(ActorSystem<SpawnProtocol.Command> system, Behavior<T> behavior, String name) {
        return TestJournal.<SpawnProtocol.Command, ActorRef<T>>ask(
                system, system, replyTo -> new SpawnProtocol.Spawn<>(behavior, name, Props.empty(), replyTo));
    }
}
