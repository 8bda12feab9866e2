package io.conclave.orchestrator.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.VetoReason;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConductorTest {
    @RegisterExtension
    static final Stage STAGE = Stage.live();

    private static final ActorTestKit KIT = STAGE.kit();

    private final PersistenceTestKit journal = STAGE.journal();

    @Test
    void everyClosingIsARoundAndEveryRoundIsSealedAndScored() {
        var run = run("whole");
        run.hash();

        var events = run.rounds(journal, Tapes.BTC);

        assertThat(count(events, Orchestrator.RoundOpened.class)).isEqualTo(120);
        assertThat(count(events, Orchestrator.RoundSettled.class)).isEqualTo(120);
        assertThat(count(events, Orchestrator.RoundSealed.class)).isEqualTo(120);
        assertThat(count(events, Orchestrator.OutcomeScored.class)).isEqualTo(119);
        assertThat(count(events, Orchestrator.VoteCounted.class)).isEqualTo(360);
    }

    @Test
    void theSameInputGivesTheSameHashWhateverTheRunIsCalled() {
        assertThat(run("first").hash()).isEqualTo(run("second").hash());
    }

    @Test
    void aFillLiesStrictlyLaterThanItsOrderAndNeverAtThePriceThatDecided() {
        var run = run("fills");
        run.hash();
        var desk = run.desk(journal);
        var intents = desk.stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .flatMap(event -> ((OrderDesk.ProposalRuled) event).intents().stream())
                .collect(Collectors.toMap(OrderIntent::id, intent -> intent));

        var fills = fills(desk);

        assertThat(fills)
                .isNotEmpty()
                .allSatisfy(fill -> assertThat(fill.atNanos())
                        .isGreaterThan(requireNonNull(intents.get(fill.order())).atNanos()));
    }

    @Test
    void whatIsFilledIsBookedOnce() {
        var run = run("booked");
        run.hash();

        var booked = run.books(journal).stream()
                .filter(Ledger.FillPosted.class::isInstance)
                .map(event -> ((Ledger.FillPosted) event).fill())
                .toList();

        assertThat(booked).containsExactlyElementsOf(fills(run.desk(journal)));
    }

    @Test
    void aCrashAtAnyPointChangesNothing() {
        var expected = run("calm").hash();
        var run = new PaperRun(
                KIT,
                "rough",
                Tapes.wave(120, Tapes.BTC, Tapes.ETH),
                (agent, symbol) -> Scripted.sound(agent),
                Duration.ofMillis(5));

        for (int crash = 0; crash < 12; crash++) {
            int until = run.steps() + 1;
            KIT.createTestProbe().awaitAssert(() -> {
                assertThat(run.steps()).isGreaterThanOrEqualTo(until);
                return null;
            });
            run.crashAndRestart();
        }

        assertThat(run.hash()).isEqualTo(expected);
    }

    @Test
    void aJournalThatRefusesAWriteHereAndThereChangesNothing() {
        var expected = run("steady").hash();
        var run = new PaperRun(
                KIT,
                "refused",
                Tapes.wave(120, Tapes.BTC, Tapes.ETH),
                (agent, symbol) -> Scripted.sound(agent),
                Duration.ofMillis(5));
        var writers = List.of(
                "OrderDesk|refused:paper",
                "Orchestrator|refused:BTC-USD",
                "Portfolio|refused:paper",
                "Conductor|refused",
                "Agent|refused:quant:ETH-USD");

        for (int failure = 0; failure < 5; failure++) {
            int until = run.steps() + 1;
            journal.failNextPersisted(writers.get(failure));
            KIT.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
                assertThat(run.steps()).isGreaterThanOrEqualTo(until);
                return null;
            });
        }

        assertThat(run.hash()).isEqualTo(expected);
    }

    @Test
    void aRoundInWhichNobodyIsAskedDecidesNothingAndGoesOn() {
        var run = new PaperRun(
                KIT,
                "silenced",
                Tapes.wave(60, Tapes.BTC),
                (agent, symbol) -> Scripted.sound(agent),
                Duration.ofMillis(5));
        KIT.createTestProbe().awaitAssert(() -> {
            assertThat(run.steps()).isPositive();
            return null;
        });
        PaperRun.ROSTER.forEach(agent -> run.mute(Tapes.BTC, agent));

        run.hash();

        var last = run.describe(Tapes.BTC).latest().orElseThrow();
        assertThat(last.asked()).isEmpty();
        assertThat(last.verdict().orElseThrow().stance()).isEqualTo(Stance.NO_TRADE);
    }

    @Test
    void aRoundThatIsOverIsNotHeldAgainWhoeverAsksForItLate() {
        var run = run("late");
        run.hash();
        var before = run.rounds(journal, Tapes.BTC);

        run.begin(Tapes.BTC, Tapes.INTERVAL.toNanos());

        assertThat(run.describe(Tapes.BTC).rounds()).isEqualTo(120);
        assertThat(run.rounds(journal, Tapes.BTC)).isEqualTo(before);
    }

    @Test
    void aStumblingMindCostsTimeAndNoVote() {
        var expected = run("sound").hash();
        var stumbling = new PaperRun(
                KIT, "stumbling", Tapes.wave(120, Tapes.BTC, Tapes.ETH), (agent, symbol) -> new Scripted(agent, 3));

        assertThat(stumbling.hash()).isEqualTo(expected);
    }

    @Test
    void stepsThatAreTakenAgainWhereverTheyStandChangeNothing() {
        var expected = run("taken once");
        var hash = expected.hash();
        var run = new PaperRun(
                KIT,
                "taken again",
                Tapes.wave(120, Tapes.BTC, Tapes.ETH),
                (agent, symbol) -> Scripted.sound(agent),
                Duration.ofMillis(1));

        while (run.steps() < 120) {
            run.retake();
        }

        assertThat(run.hash()).isEqualTo(hash);
        assertThat(count(run.rounds(journal, Tapes.BTC), Orchestrator.RoundSettled.class))
                .isEqualTo(120);
        assertThat(fills(run.desk(journal))).hasSameSizeAs(fills(expected.desk(journal)));
    }

    @Test
    void aMindThatNeverAnswersEndsTheRunWithASentence() {
        var run = new PaperRun(
                KIT,
                "mute",
                Tapes.wave(120, Tapes.BTC),
                (agent, symbol) -> new Scripted(agent, agent.name().equals("quant") ? Integer.MAX_VALUE : 0));

        assertThat(run.ending())
                .isEqualTo(
                        new Conductor.GaveUp(
                                "quant has not answered BTC-USD@900000000000 in 50 attempts: java.io.IOException: the model is away"));
    }

    @Test
    void aTapeThatBreaksEndsTheRunWithASentence() {
        var run = new PaperRun(
                KIT, "broken", new TornTape(Tapes.wave(120, Tapes.BTC)), (agent, symbol) -> Scripted.sound(agent));

        assertThat(run.ending())
                .isEqualTo(new Conductor.GaveUp(
                        "The conductor cannot go on: java.lang.IllegalStateException: the tape is torn"));
    }

    @Test
    void cuttingTheTapeLeavesEveryEarlierDecisionUnchanged() {
        var whole = run("uncut");
        whole.hash();
        var cut = new PaperRun(
                KIT,
                "cut",
                Tapes.wave(120, Tapes.BTC, Tapes.ETH).truncatedAt(70 * Tapes.INTERVAL.toNanos()),
                (agent, symbol) -> Scripted.sound(agent));
        cut.hash();

        var expected = links(whole.rounds(journal, Tapes.BTC)).subList(0, 69);

        assertThat(links(cut.rounds(journal, Tapes.BTC))).startsWith(expected.toArray(String[]::new));
    }

    @Test
    void replayTakesEveryDecisionAgainFromTheJournal() {
        var run = run("replayed");
        var hash = run.hash();

        var replay = run.replay(journal);

        assertThat(replay.difference()).isEmpty();
        assertThat(replay.replayHash()).isEqualTo(hash);
        assertThat(replay.decisions()).isEqualTo(240);
    }

    @Test
    void aHaltedRunSendsNothing() {
        var run = new PaperRun(
                KIT,
                "halted",
                Tapes.wave(60, Tapes.BTC),
                (agent, symbol) -> Scripted.sound(agent),
                Duration.ofMillis(5));
        run.halt();
        run.hash();
        var afterHalt = run.desk(journal).stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .map(OrderDesk.ProposalRuled.class::cast)
                .filter(ruled -> ruled.facts().halted())
                .toList();

        assertThat(afterHalt)
                .isNotEmpty()
                .allSatisfy(ruled -> assertThat(ruled.intents()).isEmpty());
        assertThat(afterHalt.stream().flatMap(ruled -> ruled.vetoes().stream()).map(veto -> veto.reason()))
                .isNotEmpty()
                .allMatch(VetoReason.HALTED::equals);
    }

    @Test
    void theRegretCertificateHoldsAfterEveryRound() {
        var run = run("certified");
        run.hash();

        var federations = run.rounds(journal, Tapes.ETH).stream()
                .filter(Orchestrator.OutcomeScored.class::isInstance)
                .map(event -> ((Orchestrator.OutcomeScored) event).federation())
                .toList();

        assertThat(federations)
                .hasSize(119)
                .allSatisfy(federation ->
                        assertThat(RegretCertificate.of(federation).holds()).isTrue());
    }

    private static PaperRun run(String name) {
        return new PaperRun(KIT, name, Tapes.wave(120, Tapes.BTC, Tapes.ETH), (agent, symbol) -> Scripted.sound(agent));
    }

    private static List<Fill> fills(List<OrderDesk.Event> desk) {
        return desk.stream()
                .filter(OrderDesk.OrderFilled.class::isInstance)
                .map(event -> ((OrderDesk.OrderFilled) event).fill())
                .toList();
    }

    private static List<String> links(List<Orchestrator.Event> events) {
        return events.stream()
                .filter(Orchestrator.RoundSealed.class::isInstance)
                .map(event -> ((Orchestrator.RoundSealed) event).link())
                .toList();
    }

    private static long count(List<?> events, Class<?> type) {
        return events.stream().filter(type::isInstance).count();
    }
}
