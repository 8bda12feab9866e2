package io.conclave.persistence.streams;

import java.util.HashSet;
import java.util.Set;

/** The last ids of a lane: at least {@code window} of them, at most twice as many. */
final class RepeatedIds {
    private final int window;
    private Set<String> now = new HashSet<>();
    private Set<String> before = new HashSet<>();

    RepeatedIds(int window) {
        this.window = window;
    }

    boolean contains(String id) {
        return now.contains(id) || before.contains(id);
    }

    void add(String id) {
        if (now.size() >= window) {
            before = now;
            now = new HashSet<>();
        }
        now.add(id);
    }
}
