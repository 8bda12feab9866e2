package io.conclave.orchestrator.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.vote.AgentId;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Suspension;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Agents that come while a run is under way, and rounds that may not be traded on. */
class ChangingFederationTest {
    @RegisterExtension
    static final Stage STAGE = Stage.live();

    private static final ActorTestKit KIT = STAGE.kit();

    private final PersistenceTestKit journal = STAGE.journal();

    private static final AgentId MOMENTUM = new AgentId("momentum");

    private final UnrolledTape tape = new UnrolledTape(Tapes.wave(60, Tapes.BTC));

    @Test
    void aJoinerIsAskedFromTheNextRoundOnAndItsExpertsEnterAtTheirShare() {
        var run = run("joined", Suspensions.NONE);
        unrolled(run, 10);

        run.join(Tapes.BTC, MOMENTUM);
        var before = run.describe(Tapes.BTC);
        unrolled(run, 11);
        var after = run.describe(Tapes.BTC);

        assertThat(before.latest().orElseThrow().asked()).doesNotContain(MOMENTUM);
        assertThat(after.latest().orElseThrow().asked()).endsWith(MOMENTUM);
        assertThat(after.latest().orElseThrow().votes())
                .anyMatch(vote -> vote.agent().equals(MOMENTUM));
        assertThat(entering(before.federation().orElseThrow(), MOMENTUM))
                .hasSize(3)
                .allSatisfy(weight -> assertThat(weight).isCloseTo(1.0 / 13, within(1e-12)));
    }

    @Test
    void joiningTwiceIsJoiningOnce() {
        var run = run("twice", Suspensions.NONE);
        unrolled(run, 3);
        run.join(Tapes.BTC, MOMENTUM);
        run.join(Tapes.BTC, MOMENTUM);
        unrolled(run, 5);
        run.join(Tapes.BTC, MOMENTUM);

        assertThat(run.rounds(journal, Tapes.BTC).stream().filter(Orchestrator.AgentJoined.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aReplayLetsThemJoinWhereTheyJoined() {
        var run = run("replayed", Suspensions.NONE);
        unrolled(run, 10);
        run.join(Tapes.BTC, MOMENTUM);
        run.mute(Tapes.BTC, MOMENTUM);
        unrolled(run, 60);
        tape.close();

        var hash = run.hash();

        assertThat(run.replay(journal).difference()).isEmpty();
        assertThat(run.replay(journal).replayHash()).isEqualTo(hash);
    }

    @Test
    void aSuspendedRoundIsVotedOnAndScoredAndNotTraded() {
        var run = run("suspended", away(20, 29));
        unrolled(run, 60);
        tape.close();
        run.hash();
        var held = run.rounds(journal, Tapes.BTC).stream()
                .filter(Orchestrator.RoundSettled.class::isInstance)
                .map(Orchestrator.RoundSettled.class::cast)
                .filter(settled -> settled.verdict().cause() == Cause.BUS_AWAY)
                .toList();
        var ruled = run.desk(journal).stream()
                .filter(OrderDesk.ProposalRuled.class::isInstance)
                .map(event -> ((OrderDesk.ProposalRuled) event).decision())
                .toList();

        assertThat(held).hasSize(10).allSatisfy(settled -> {
            assertThat(settled.verdict().stance()).isEqualTo(Stance.NO_TRADE);
            assertThat(settled.consensus().weights()).hasSize(3);
            assertThat(ruled).doesNotContain(settled.decision());
        });
        assertThat(run.rounds(journal, Tapes.BTC).stream().filter(Orchestrator.OutcomeScored.class::isInstance))
                .hasSize(59);
    }

    @Test
    void aReplaySuspendsWhatWasSuspended() {
        var run = run("held", away(20, 29));
        unrolled(run, 60);
        tape.close();

        var hash = run.hash();

        assertThat(run.replay(journal).difference()).isEmpty();
        assertThat(run.replay(journal).replayHash()).isEqualTo(hash);
    }

    /** Nothing may be traded from one closing to another, both included, counted from 1. */
    private static Suspensions away(int from, int to) {
        return asOf -> {
            long closing = asOf / Tapes.INTERVAL.toNanos();
            return closing >= from && closing <= to
                    ? Optional.of(new Suspension(Suspension.Reason.BUS_AWAY, "The bus has been away for a while"))
                    : Optional.empty();
        };
    }

    /** What each expert of an agent is believed, of all belief there is. */
    private static List<Double> entering(Federation federation, AgentId agent) {
        int seat = federation.seats().indexOf(federation.seatOf(agent).orElseThrow());
        int experts = federation.temperatures().size();
        var logWeights = federation.served().logWeights();
        return logWeights.subList(1 + seat * experts, 1 + (seat + 1) * experts).stream()
                .map(Math::exp)
                .toList();
    }

    private PaperRun run(String name, Suspensions suspensions) {
        return new PaperRun(KIT, name, tape, (agent, symbol) -> Scripted.sound(agent), Duration.ZERO, suspensions);
    }

    private void unrolled(PaperRun run, int to) {
        tape.unroll(to - tape.closings().size());
        KIT.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(run.steps()).isEqualTo(to);
            return null;
        });
    }
}
