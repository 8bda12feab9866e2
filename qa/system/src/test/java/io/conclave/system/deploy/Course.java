package io.conclave.system.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a quantity went over time, and which way it goes. */
final class Course {
    private static final double HOUR = Duration.ofHours(1).toNanos();

    private record Point(double hours, double value) {}

    private final long begun = System.nanoTime();
    private final List<Point> points = new ArrayList<>();

    /** Whether the last value is that old. */
    boolean isDue(Duration pause) {
        return points.isEmpty() || hours() - points.getLast().hours() >= pause.toNanos() / HOUR;
    }

    void add(double value) {
        points.add(new Point(hours(), value));
    }

    private double hours() {
        return (System.nanoTime() - begun) / HOUR;
    }

    double last() {
        return points.getLast().value();
    }

    double highest() {
        return points.stream().mapToDouble(Point::value).max().orElseThrow();
    }

    /** By how much it rises an hour, by least squares over the later half: the first is spent on getting warm. */
    double slopePerHour() {
        var later = points.subList(points.size() / 2, points.size());
        double meanHours = later.stream().mapToDouble(Point::hours).average().orElseThrow();
        double mean = later.stream().mapToDouble(Point::value).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (var point : later) {
            together += (point.hours() - meanHours) * (point.value() - mean);
            alone += (point.hours() - meanHours) * (point.hours() - meanHours);
        }
        return together / alone;
    }

    /** By how much it rose over the later half, by that slope. */
    double rise() {
        var later = points.subList(points.size() / 2, points.size());
        return slopePerHour() * (later.getLast().hours() - later.getFirst().hours());
    }
}
