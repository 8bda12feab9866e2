package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** What all parts of a desk share while it is at work: who it is, whom it knows, how far it has come. Nothing of it is kept. */
final class Shift {
    /** How long a neighbour within the engine may take. */
    static final Duration NEIGHBOURLY = Duration.ofSeconds(20);

    /** Before somebody is asked again. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    static final long NO_MOMENT = Long.MIN_VALUE;

    /** How far the desk has come since it was born, or since the journal failed it. */
    enum Stage {
        /** Waiting for the account, and for a moment of the market. */
        BORN,
        /** The venue is being asked about open orders. */
        ASKING,
        /** The books are being held against the venue's. */
        CHECKING,
        /** They agree: it trades. */
        TRADING,
        /** They do not: trading is halted; rounds go on. */
        HELD,
        /** Its node stops: nothing more is taken. */
        CLOSING,
        /** The account is another's. */
        STOOD_DOWN
    }

    final ActorContext<OrderDesk.Command> context;
    final TimerScheduler<OrderDesk.Command> timers;
    final String run;
    final String account;
    final DeskSettings settings;
    final OrderDesk.Neighbours neighbours;

    /**
     * Orders whose fate must be known before the next fills are taken in: those of before a restart; in virtual time all
     * whose answer was lost.
     */
    final Set<ClientOrderId> unconfirmed = new LinkedHashSet<>();

    Stage stage = Stage.BORN;

    /** By which the gate knows this desk; 0 until the account is taken over. */
    long epoch;

    /** The latest closing anybody spoke of. */
    long moment = NO_MOMENT;

    Shift(
            ActorContext<OrderDesk.Command> context,
            TimerScheduler<OrderDesk.Command> timers,
            String run,
            String account,
            DeskSettings settings,
            OrderDesk.Neighbours neighbours) {
        this.context = context;
        this.timers = timers;
        this.run = run;
        this.account = account;
        this.settings = settings;
        this.neighbours = neighbours;
    }

    boolean isLive() {
        return switch (settings.pace()) {
            case Pace.Live _ -> true;
            case Pace.Virtual _ -> false;
        };
    }

    /** Proposals are ruled on: trading, or known why not. */
    boolean isOpen() {
        return stage == Stage.TRADING || stage == Stage.HELD;
    }

    /** What trades is taken into the books as soon as it is told. */
    boolean takesFills() {
        return isLive() && (isOpen() || stage == Stage.CLOSING);
    }

    void reaches(long atNanos) {
        moment = Math.max(moment, atNanos);
    }

    <T> void publish(T happened) {
        context.getSystem().eventStream().tell(new EventStream.Publish<>(happened));
    }

    /** The switch mirrors the gate's row into the journal when it is looked at. */
    void letTheSwitchNotice() {
        neighbours.killSwitch().tell(new KillSwitch.Read(context.getSystem().ignoreRef()));
    }

    /** Trading is halted: what waits at the venue must not trade either. */
    void takeBackWhatWaits() {
        context.getSelf()
                .tell(new OrderDesk.CancelAll(
                        Optional.empty(), "kill switch", context.getSystem().ignoreRef()));
    }

    void standDown() {
        stage = Stage.STOOD_DOWN;
        timers.cancelAll();
        var why = "Another executor has taken over the account " + account + " of run " + run + ": executor " + epoch
                + " (" + neighbours.executor() + ") sends nothing any more";
        context.getLog().error(why);
        publish(new OrderDesk.StoodDown(run, account, epoch, why));
    }
}
