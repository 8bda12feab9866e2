package io.conclave.orchestrator.execution;

import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.killswitch.KillSwitch;
import java.util.Optional;
import org.apache.pekko.actor.typed.eventstream.EventStream;

/**
 * Notices a halt between two orders, and takes back what waits at the venue. The kill switch of this node tells of one at
 * once; one that another node or a command has made is seen when the account's row is looked at, which is done by the clock.
 * In virtual time nobody looks: there a halt meets the next proposal.
 */
final class HaltWatch {
    private final Shift shift;
    private boolean halted;

    HaltWatch(Shift shift) {
        this.shift = shift;
    }

    void begin() {
        if (!shift.isLive()) {
            return;
        }
        var look = new DeskNote.LookForHalt();
        var turned = shift.context.messageAdapter(KillSwitch.Turned.class, told -> look);
        shift.context.getSystem().eventStream().tell(new EventStream.Subscribe<>(KillSwitch.Turned.class, turned));
        shift.timers.startTimerWithFixedDelay(
                look, look, shift.settings.upkeep().haltLookEvery());
    }

    Entry onLook() {
        if (shift.epoch != 0) {
            shift.context.pipeToSelf(
                    shift.neighbours.gate().standing(shift.run, shift.account),
                    (row, fault) ->
                            fault == null ? new DeskNote.RowSeen(row) : new DeskNote.RowUnseen(fault.toString()));
        }
        return Entry.nothing();
    }

    Entry onSeen(DeskState state, Optional<HaltRow.Standing> row) {
        if (row.map(HaltRow.Standing::epoch).orElse(0L) != shift.epoch) {
            shift.standDown();
            return Entry.nothing();
        }
        boolean before = halted;
        halted = row.map(HaltRow.Standing::halted).orElse(false);
        if (halted != before) {
            shift.letTheSwitchNotice();
        }
        if (halted && state.open().values().stream().anyMatch(Wishes::canBeTakenBack)) {
            shift.takeBackWhatWaits();
        }
        return Entry.nothing();
    }

    /** No claim is granted either while the row cannot be read. */
    Entry onUnseen(DeskNote.RowUnseen unseen) {
        shift.context
                .getLog()
                .warn("Whether {} is halted cannot be seen, looking again: {}", shift.account, unseen.why());
        return Entry.nothing();
    }
}
