package io.conclave.app.sweep;

import io.conclave.nativerisk.PriceSeries;
import java.time.Duration;

/**
 * The bars that strategies run over.
 *
 * @param file as the user named it
 * @param barLength of most of them
 * @param firstBar decides first; those before it fill averages and earn nothing
 * @param firstNanos close of the first bar that decides, epoch nanoseconds
 * @param lastNanos close of the last bar
 */
public record Bars(
        String file,
        String symbol,
        PriceSeries prices,
        Duration barLength,
        int firstBar,
        long firstNanos,
        long lastNanos) {}
