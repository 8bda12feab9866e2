package io.conclave.persistence.streams;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is in a stream, all its lanes together.
 *
 * @param length items that stand in the stream, acknowledged ones that were not yet cleared away included
 * @param delayed items that wait for their moment
 * @param dead dead letters
 * @param paused why it is paused, empty if it is not
 * @param published items ever stored through a {@link Bus} (what other hands wrote is not counted)
 * @param perSecond items stored per second since {@link Bus#metrics} was last asked by this process; 0 the first time
 * @param groups by name
 */
public record Metrics(
        StreamName stream,
        long length,
        long delayed,
        long dead,
        Optional<String> paused,
        long published,
        double perSecond,
        List<Group> groups) {

    public Metrics {
        groups = List.copyOf(groups);
    }

    /**
     * How far a group is.
     *
     * @param waiting items not delivered to it yet: its depth. Exact up to 10,000 where the server keeps no count
     * @param pending items delivered and not acknowledged, those that wait for their next attempt included
     * @param retrying items that failed and wait for their next attempt
     * @param oldest age of the oldest item that waits or is pending; zero if there is none
     * @param consumers of it that are alive
     * @param acknowledged items ever acknowledged
     * @param retries deliveries that failed, ever
     * @param died items that became dead letters, ever
     * @param vanished items that somebody deleted from the stream before this group acknowledged them, ever
     */
    public record Group(
            String name,
            long waiting,
            long pending,
            long retrying,
            Duration oldest,
            int consumers,
            long acknowledged,
            long retries,
            long died,
            long vanished) {

        /** The same group in two lanes. */
        Group and(Group other) {
            return new Group(
                    name,
                    waiting + other.waiting,
                    pending + other.pending,
                    retrying + other.retrying,
                    oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest,
                    Math.max(consumers, other.consumers),
                    acknowledged + other.acknowledged,
                    retries + other.retries,
                    died + other.died,
                    vanished + other.vanished);
        }
    }

    /** @return empty if no such group has consumed this stream */
    public Optional<Group> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }
}
