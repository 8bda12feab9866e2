package io.conclave.testkit.lab;

import java.time.Duration;
import java.util.Locale;

/**
 * A fault and when.
 *
 * @param at since the schedule's beginning
 * @param lasting until it ends; zero for what ends by itself
 */
public record Trouble(Duration at, Duration lasting, Fault fault) {
    public Trouble {
        if (at.isNegative() || lasting.isNegative()) {
            throw new IllegalArgumentException("A trouble begins after its schedule and ends after it began: " + fault);
        }
    }

    public Duration end() {
        return at.plus(lasting);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%6.1f s to %6.1f s  %s", at.toMillis() / 1e3, end().toMillis() / 1e3, fault);
    }
}
