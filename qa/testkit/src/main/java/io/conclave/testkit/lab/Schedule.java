package io.conclave.testkit.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Troubles in the order of their beginnings, drawn from a seed: the same seed, number of hosts and number of troubles is the
 * same schedule, on every machine.
 *
 * <p>Kinds are dealt like cards, so that none is left to chance: the schedules of seeds 0, 1, 2… take turns at one row of
 * shuffled packs of all eleven kinds. Three schedules of four troubles from seed 0 have every kind in them. A trouble begins
 * one to six seconds after all before it have ended; every fourth, on average, begins in the midst of one, if that one came
 * alone and the two do not strike at the same, nodes, network or stores. All have ended at the end.
 */
public record Schedule(long seed, int hosts, List<Trouble> troubles) {
    public Schedule {
        troubles = List.copyOf(troubles);
    }

    /**
     * A schedule of so many troubles, at least one, for a cluster of two nodes or more.
     *
     * @param seed any; those that follow each other share out the kinds
     */
    public static Schedule of(long seed, int hosts, int count) {
        if (hosts < 2 || count < 1) {
            throw new IllegalArgumentException(
                    "A schedule takes two hosts and one trouble at least, not " + hosts + " and " + count);
        }
        var dice = new Random(seed);
        var troubles = new ArrayList<Trouble>();
        var free = Duration.ZERO;
        Optional<Kind> alone = Optional.empty();
        for (int i = 0; i < count; i++) {
            var kind = dealt(Math.addExact(Math.multiplyExact(seed, count), i));
            boolean amidst =
                    dice.nextInt(4) == 0 && alone.filter(kind::goesWith).isPresent();
            var at = amidst ? middle(troubles.getLast()) : free.plusMillis(1_000 + dice.nextInt(5_000));
            var trouble = kind.drawn(dice, hosts, at);
            troubles.add(trouble);
            alone = amidst ? Optional.empty() : Optional.of(kind);
            free = Collections.max(List.of(free, trouble.end()));
        }
        return new Schedule(seed, hosts, troubles);
    }

    private static Kind dealt(long place) {
        var pack = new ArrayList<>(Arrays.asList(Kind.values()));
        Collections.shuffle(pack, new Random(Math.floorDiv(place, pack.size())));
        return pack.get(Math.floorMod(place, pack.size()));
    }

    private static Duration middle(Trouble trouble) {
        return trouble.at().plus(trouble.lasting().dividedBy(2));
    }

    /** When the last trouble has ended. */
    public Duration length() {
        return troubles.stream()
                .map(Trouble::end)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    // ---- playing

    /**
     * A fault that begins or ends.
     *
     * @param at since the schedule's beginning
     */
    public record Moment(Duration at, boolean begins, Fault fault) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%6.1f s: %s %s", at.toMillis() / 1e3, fault, begins ? "begins" : "ends");
        }
    }

    /** All beginnings and ends, in time. */
    public List<Moment> moments() {
        return troubles.stream()
                .flatMap(trouble -> Stream.of(
                        new Moment(trouble.at(), true, trouble.fault()),
                        new Moment(trouble.end(), false, trouble.fault())))
                // Stable: what lasts no time begins before it ends.
                .sorted(Comparator.comparing(Moment::at))
                .toList();
    }

    /**
     * Plays it to its end, on time or, where a fault takes its time to begin, later by that. Whatever goes wrong, each fault
     * that began is ended.
     */
    public void play(Stage stage, PrintStream told) {
        long late = System.nanoTime();
        Deque<Fault> present = new ArrayDeque<>();
        try {
            for (var moment : moments()) {
                awaitNanos(late + moment.at().toNanos());
                told.println(moment);
                long begun = System.nanoTime();
                if (moment.begins()) {
                    present.push(moment.fault());
                    stage.begin(moment.fault());
                } else {
                    present.remove(moment.fault());
                    stage.end(moment.fault());
                }
                late += System.nanoTime() - begun;
            }
        } finally {
            present.forEach(stage::end);
        }
    }

    private static void awaitNanos(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while a schedule was played");
            }
            LockSupport.parkNanos(left);
        }
    }

    /** A line a trouble, under one that says how to have it again. */
    @Override
    public String toString() {
        return troubles.stream()
                .map(trouble -> "\n  " + trouble)
                .collect(Collectors.joining(
                        "", "schedule " + seed + " of " + troubles.size() + " troubles on " + hosts + " hosts", ""));
    }
}
