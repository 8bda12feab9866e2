package io.conclave.orchestrator.execution;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a part of the desk has the journal take down, and what it does once that is safe.
 *
 * @param events none when nothing happened
 * @param then told the state after them
 */
record Entry(List<OrderDesk.Event> events, Consumer<DeskState> then) {
    Entry {
        events = List.copyOf(events);
    }

    static Entry nothing() {
        return new Entry(List.of(), state -> {});
    }

    /** Nothing to be journalled, something to be done. */
    static Entry only(Consumer<DeskState> then) {
        return new Entry(List.of(), then);
    }

    static Entry of(OrderDesk.Event event, Consumer<DeskState> then) {
        return new Entry(List.of(event), then);
    }

    /** The same, and after all that something else. */
    Entry andThen(Consumer<DeskState> more) {
        return new Entry(events, then.andThen(more));
    }
}
