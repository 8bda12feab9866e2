package io.conclave.testkit.lab;

import java.time.Duration;
import java.util.Locale;

/**
 * What a packet meets on its way.
 *
 * @param delay by which it comes later, less than an hour
 * @param jitter by how much more or less, at most the delay; packets keep their order
 * @param loss the share of packets that never come, 0 to 1
 */
public record Weather(Duration delay, Duration jitter, double loss) {
    public Weather {
        if (jitter.isNegative() || jitter.compareTo(delay) > 0 || delay.compareTo(Duration.ofHours(1)) >= 0) {
            throw new IllegalArgumentException("A jitter of " + jitter + " at a delay of " + delay
                    + ": it must lie in 0 to the delay, and that below an hour");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("A loss of " + loss + " is no share from 0 to 1");
        }
    }

    public static Weather late(Duration delay) {
        return new Weather(delay, Duration.ZERO, 0);
    }

    public static Weather lossy(double loss) {
        return new Weather(Duration.ZERO, Duration.ZERO, loss);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d ms ± %d ms late, %.1f %% lost", delay.toMillis(), jitter.toMillis(), loss * 100);
    }
}
