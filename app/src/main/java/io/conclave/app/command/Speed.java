package io.conclave.app.command;

import java.time.Duration;

/** How fast a tape is played. */
final class Speed {
    private Speed() {}

    /**
     * The wall time between two closings.
     *
     * @param speed {@code max}, or how many times faster than the market was
     */
    static Duration rest(String speed, Duration interval) {
        double times = times(speed);
        return times == 0 ? Duration.ZERO : Duration.ofNanos((long) (interval.toNanos() / times));
    }

    /** How many times faster than the market was; 0 for as fast as it goes. */
    static double times(String speed) {
        if (speed.equals("max")) {
            return 0;
        }
        try {
            double times = Double.parseDouble(speed);
            if (times > 0) {
                return times;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--speed must be max or a number, not " + speed, e);
        }
        throw new IllegalArgumentException("--speed must be positive, not " + speed);
    }
}
