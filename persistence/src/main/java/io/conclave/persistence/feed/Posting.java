package io.conclave.persistence.feed;

import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.Publishing;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Publishes items one after the other, some under way at a time; while the bus is full or away, it waits. For one thread. */
final class Posting {
    private static final int IN_FLIGHT = 256;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Bus bus;
    private final Consumer<String> trouble;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private boolean troubled;

    private record Sent(StreamName stream, Item item, CompletableFuture<Publishing> outcome) {}

    /** @param trouble told once when the bus does not take what is published, and once when it does again */
    Posting(Bus bus, Consumer<String> trouble) {
        this.bus = bus;
        this.trouble = trouble;
    }

    void publish(StreamName stream, Item item) throws InterruptedException {
        inFlight.addLast(send(stream, item));
        settle(IN_FLIGHT);
    }

    /** Waits until all is stored. */
    void settle() throws InterruptedException {
        settle(0);
    }

    private Sent send(StreamName stream, Item item) {
        return new Sent(stream, item, bus.publish(stream, item).toCompletableFuture());
    }

    /** Waits until no more than so many are not stored yet; what was refused is published again. */
    private void settle(int left) throws InterruptedException {
        while (inFlight.size() > left) {
            var oldest = inFlight.removeFirst();
            switch (outcome(oldest)) {
                case Publishing.Stored _, Publishing.Repeated _ -> calm();
                case Publishing.Refused refused -> again(oldest, refused);
            }
        }
    }

    private static Publishing outcome(Sent sent) throws InterruptedException {
        try {
            return sent.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The bus did not say what became of " + sent.item().id(), e);
        }
    }

    private void again(Sent sent, Publishing.Refused refused) throws InterruptedException {
        switch (refused.why()) {
            case TOO_LARGE, CLOSED -> throw new IllegalStateException(refused.sentence());
            case AWAY, FULL, OUT_OF_MEMORY -> {
                if (!troubled) {
                    trouble.accept(refused.sentence() + "; the feed waits");
                    troubled = true;
                }
                Thread.sleep(PAUSE);
                inFlight.addFirst(send(sent.stream(), sent.item()));
            }
        }
    }

    private void calm() {
        if (troubled) {
            trouble.accept("The bus takes the feed again");
            troubled = false;
        }
    }
}
