package io.conclave.system.storm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was asked and what was answered; safe for several threads. */
final class Tally {
    private final SortedMap<String, Integer> answers = new TreeMap<>();
    private final List<Long> acceptedNanos = new ArrayList<>();

    /** How long the engine took to say yes to an order. */
    synchronized void accepted(long nanos) {
        acceptedNanos.add(nanos);
        count("accepted");
    }

    /** @param answer a word or a code */
    synchronized void count(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    synchronized SortedMap<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    /** The time within which so many of a hundred orders were accepted, milliseconds. */
    synchronized double acceptedMillis(double percent) {
        var sorted = new ArrayList<>(acceptedNanos);
        Collections.sort(sorted);
        int at = (int) Math.ceil(sorted.size() * percent / 100) - 1;
        return sorted.get(Math.max(0, at)) / 1e6;
    }

    /** Of the answers, those that say that something is broken. */
    synchronized Map<String, Integer> broken() {
        var broken = new TreeMap<>(answers);
        broken.keySet().removeIf(code -> !code.startsWith("5") || code.startsWith("503 "));
        return broken;
    }

    @Override
    public synchronized String toString() {
        return answers.toString();
    }
}
