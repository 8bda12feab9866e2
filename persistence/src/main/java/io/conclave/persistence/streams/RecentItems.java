package io.conclave.persistence.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What one lane's publisher stored in the last seconds: what a server that loses its memory may have lost. */
final class RecentItems {
    private static final long MOST_BYTES = 16L << 20;

    private record Kept(Item item, Instant at, int bytes) {}

    private final Duration span;
    private final int most;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private long bytes;

    RecentItems(Duration span, int most) {
        this.span = span;
        this.most = most;
    }

    void add(Item item, Instant at) {
        // Latin text counts as much as it holds, other text half: close enough for a bound.
        int size = item.body().length() + item.id().length();
        kept.addLast(new Kept(item, at, size));
        bytes += size;
        while (kept.size() > most
                || bytes > MOST_BYTES
                || (!kept.isEmpty() && kept.getFirst().at().isBefore(at.minus(span)))) {
            bytes -= kept.removeFirst().bytes();
        }
    }

    /** @param lastAnswer when the server was last seen: what is older than the span by then had been safe */
    List<Item> atRisk(Instant lastAnswer) {
        var atRisk = new ArrayList<Item>();
        for (var one : kept) {
            if (!one.at().isBefore(lastAnswer.minus(span))) {
                atRisk.add(one.item());
            }
        }
        return atRisk;
    }
}
