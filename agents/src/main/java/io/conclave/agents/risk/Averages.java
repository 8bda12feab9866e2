package io.conclave.agents.risk;

import java.util.regex.Pattern;

/**
 * Two moving averages that can cross.
 *
 * @param fast bars, at least 1
 * @param slow bars, more than {@code fast}
 */
record Averages(int fast, int slow) {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    Averages {
        if (fast < 1 || slow <= fast) {
            throw new IllegalArgumentException("Averages of " + fast + " and " + slow + " bars do not cross");
        }
    }

    /** Reads what {@link #toString()} writes. */
    static Averages parse(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no pair of averages: write FAST/SLOW, like 8/24");
        }
        return new Averages(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    @Override
    public String toString() {
        return fast + "/" + slow;
    }
}
