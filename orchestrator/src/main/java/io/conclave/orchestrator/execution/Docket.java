package io.conclave.orchestrator.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * What was decided and is not journalled yet. Against the live clock a journal that flushes takes longer than many decisions:
 * whatever was said to the desk while it wrote is decided one after the other, each on what those before it made, and
 * written in one go. Nobody hears of anything before it is safe, questions are answered as of then, too.
 */
final class Docket {
    /** Events that are written in one go, at most by one decision more. */
    private static final int FULL = 500;

    private final List<Entry> entries = new ArrayList<>();
    private int events;
    private DeskState ahead = DeskState.empty();

    /** The state that the next thing said is decided on. */
    DeskState ahead(DeskState journalled) {
        return entries.isEmpty() ? journalled : ahead;
    }

    /** @param next what the entry makes of the state it was decided on */
    void add(Entry entry, DeskState next) {
        entries.add(entry);
        events += entry.events().size();
        ahead = next;
    }

    boolean areEmpty() {
        return entries.isEmpty();
    }

    boolean areFull() {
        return events >= FULL;
    }

    /** In the order they were decided; from here on there are none. */
    List<Entry> takeAll() {
        var all = List.copyOf(entries);
        forget();
        return all;
    }

    /** What was not journalled was not decided. */
    void forget() {
        entries.clear();
        events = 0;
        ahead = DeskState.empty();
    }
}
