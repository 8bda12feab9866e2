package io.conclave.http.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What was found at one look at a node; the gauges show it until the next. What is empty could not be told, and is shown
 * as no number at all.
 *
 * @param parts of readiness by name, and whether each is well
 * @param regrets of the forecasts that were traded on, by symbol: Brier units, summed over rounds
 * @param halted whether the account's orders are stopped
 * @param epoch of the account's executor; 0 while there was none
 * @param unprojected events in the journal and not yet in the read models
 * @param unpublished events in the journal and not yet on the bus
 * @param workers C++ processes that serve
 * @param members of the cluster that are up
 * @param unreachable members that do not answer
 * @param marketAge since the newest closing that was decided on; empty on a recording, which is old by nature
 * @param bus empty where there is none
 */
public record Vitals(
        SortedMap<String, Boolean> parts,
        SortedMap<String, Double> regrets,
        Optional<Boolean> halted,
        OptionalLong epoch,
        OptionalLong unprojected,
        OptionalLong unpublished,
        OptionalLong workers,
        long members,
        long unreachable,
        Optional<Duration> marketAge,
        Optional<Bus> bus) {

    /**
     * The bus as this process sees it.
     *
     * @param there whether it answers
     * @param buffered items taken from publishers and not stored yet
     * @param losses how often it came back without what it had, since the process started
     * @param streams empty while it does not answer
     */
    public record Bus(boolean there, long buffered, long losses, List<Stream> streams) {}

    /** @param dead items that every attempt failed on */
    public record Stream(String name, long length, long dead, List<Group> groups) {}

    /**
     * Those who read a stream together.
     *
     * @param depth items not delivered to it yet
     * @param age of the oldest item that waits for it or is not acknowledged
     */
    public record Group(String name, long depth, Duration age) {}
}
