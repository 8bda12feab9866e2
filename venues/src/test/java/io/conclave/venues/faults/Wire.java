package io.conclave.venues.faults;

import io.conclave.venues.faults.ScriptedVenue.Change;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A bad connection between a venue and its listener, and whoever holds it: does what a resync asks for, some messages later, and
 * checks after every message that a book that is shown is one the venue has had.
 */
final class Wire {
    enum Fault {
        NONE,
        DROPPED,
        REPEATED,
        /** An older message comes once more. */
        AGAIN,
        /** Comes after the next one. */
        OVERTAKEN,
        /** Ends in the middle. */
        CUT
    }

    /** @param remedyAfter messages until what a resync asked for arrives */
    record Step(List<Change> changes, Fault fault, int remedyAfter) {}

    private static final int NOT_ASKED = -1;

    private final ScriptedVenue venue;
    private final BookSync sync;
    private final List<String> sent = new ArrayList<>();
    private final Map<Reason, Integer> resyncs = new EnumMap<>(Reason.class);
    private String overtaken = "";
    private String answer = "";
    private int remedyIn = NOT_ASKED;

    Wire(ScriptedVenue venue) {
        this.venue = venue;
        this.sync = venue.listener();
        ask(0);
    }

    BookSync listener() {
        return sync;
    }

    Map<Reason, Integer> resyncs() {
        return resyncs;
    }

    void carry(Step step) {
        remedy(step.remedyAfter());
        var frame = venue.change(step.changes());
        var late = overtaken;
        overtaken = "";
        switch (step.fault()) {
            case NONE -> deliver(frame, step);
            case DROPPED -> {}
            case REPEATED -> {
                deliver(frame, step);
                deliver(frame, step);
            }
            case AGAIN -> {
                deliver(frame, step);
                deliver(sent.isEmpty() ? frame : sent.get(sent.size() / 2), step);
            }
            case OVERTAKEN -> overtaken = frame;
            case CUT -> deliver(frame.substring(0, frame.length() / 2), step);
        }
        if (!late.isEmpty()) {
            deliver(late, step);
        }
        sent.add(frame);
    }

    /** What a stale feed is good for: asks again if nothing came of it. */
    void giveUpWaiting() {
        if (sync.book().isEmpty()) {
            note(sync.restart(Reason.STALE, "nothing came"), 0);
        }
    }

    private void deliver(String frame, Step step) {
        note(sync.onFrame(frame), step.remedyAfter());
    }

    private void remedy(int after) {
        if (remedyIn > 0) {
            remedyIn--;
        } else if (remedyIn == 0) {
            remedyIn = NOT_ASKED;
            note(venue.answersByRest() ? sync.onSnapshot(answer) : sync.onFrame(venue.snapshot()), after);
        }
    }

    private void note(Outcome outcome, int remedyAfter) {
        sync.book().ifPresent(book -> {
            if (!venue.everHad(book.depth(ScriptedVenue.ALL))) {
                throw new AssertionError(
                        "The venue never had this book, shown after " + outcome + ": " + book.depth(ScriptedVenue.ALL));
            }
        });
        if (outcome instanceof Resync resync) {
            resyncs.merge(resync.reason(), 1, Integer::sum);
            ask(remedyAfter);
        }
    }

    /** By REST the answer is made now and on its way for a while; in the stream it is made when it is sent. */
    private void ask(int after) {
        if (remedyIn == NOT_ASKED) {
            remedyIn = after;
            answer = venue.answersByRest() ? venue.snapshot() : "";
        }
    }
}
