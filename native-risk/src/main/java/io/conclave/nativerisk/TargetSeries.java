package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A target for each bar, in parts per million of the equity; below 0 is short. Immutable. */
public final class TargetSeries {
    /** Ten times the equity, of either sign. */
    public static final int MOST_PPM = 10_000_000;

    private final int[] targetsPpm;

    private TargetSeries(int[] targetsPpm) {
        this.targetsPpm = targetsPpm;
    }

    /**
     * @param targetsPpm one for each bar of the data set, oldest first; what lies behind the run's end is not read
     */
    public static TargetSeries ofPpm(int... targetsPpm) {
        for (int i = 0; i < targetsPpm.length; i++) {
            if (targetsPpm[i] < -MOST_PPM || targetsPpm[i] > MOST_PPM) {
                throw new IllegalArgumentException("The target of bar " + i + " is " + targetsPpm[i]
                        + " ppm; at most ten times the equity, " + MOST_PPM + " ppm, can be wanted");
            }
        }
        return new TargetSeries(targetsPpm.clone());
    }

    public int size() {
        return targetsPpm.length;
    }

    /** Writes the first {@code count}, 4 bytes each. */
    void copyTo(MemorySegment slice, long start, int count) {
        MemorySegment.copy(targetsPpm, 0, slice, ValueLayout.JAVA_INT, start, count);
    }
}
