package io.conclave.venues.capture;

import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Opened;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.capture.CapturedLine.Sent;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Reason;
import java.util.List;

/** Plays a capture to a venue's rule as if it came now: no waiting, and nothing is asked of the venue. */
public final class CapturePlayer {
    private CapturePlayer() {}

    /** Told after each line what it came to. */
    @FunctionalInterface
    public interface Listener {
        void played(CapturedLine line, Outcome outcome);
    }

    /** Plays all lines in their order; what the client sent is passed over. */
    public static void play(List<CapturedLine> lines, BookSync sync, Listener listener) {
        for (var line : lines) {
            switch (line) {
                case Received(long _, String text) -> listener.played(line, sync.onFrame(text));
                case Fetched(long _, String _, String text) -> listener.played(line, sync.onSnapshot(text));
                case Opened(long _, String url) ->
                    listener.played(line, sync.restart(Reason.CONNECTED, "Connected to " + url + "."));
                case Sent _ -> {}
            }
        }
    }
}
