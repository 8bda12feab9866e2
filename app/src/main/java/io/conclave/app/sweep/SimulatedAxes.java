package io.conclave.app.sweep;

import io.conclave.app.sweep.RowOrder.Slab;
import io.conclave.app.sweep.RowOrder.Span;
import io.conclave.nativerisk.StrategySweep;
import io.conclave.nativerisk.StrategySweep.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a grid as the simulator takes them: {@code first + step * index} in doubles.
 *
 * <p>Counted from a later value on, such a sum may have other bits: {@code 0.1 + 0.1 * 2} is not {@code 0.3}. So a slab is
 * run in as many runs as it takes for each value to have the bits that it has in the whole grid; one, if all is whole.
 */
final class SimulatedAxes {
    private final SweepJob job;
    private final List<String> names;

    SimulatedAxes(SweepJob job) {
        this.job = job;
        this.names = job.order().names();
        var varied = names.stream().filter(this::isVaried).toList();
        if (varied.size() > StrategySweep.MOST_AXES) {
            throw new IllegalArgumentException("--grid: " + String.join(", ", varied)
                    + " all have several values; at most " + StrategySweep.MOST_AXES + " parameters may");
        }
    }

    private boolean isVaried(String name) {
        // One combination is swept as well, and a sweep wants an axis.
        return job.axis(name).count() > 1 || (job.order().rows() == 1 && name.equals(names.getFirst()));
    }

    /** Grids that have the slab's rows, one behind the other. */
    List<List<Axis>> runs(Slab slab) {
        List<List<Axis>> runs = List.of(List.of());
        for (int i = 0; i < names.size(); i++) {
            if (isVaried(names.get(i))) {
                runs = times(runs, alike(names.get(i), slab.spans().get(i)));
            }
        }
        return runs;
    }

    /** Only the axis that is cut has several runs, and what is slower has one value: so the rows stay in their order. */
    private static List<List<Axis>> times(List<List<Axis>> runs, List<Axis> next) {
        var longer = new ArrayList<List<Axis>>();
        for (var run : runs) {
            for (var axis : next) {
                var with = new ArrayList<>(run);
                with.add(axis);
                longer.add(List.copyOf(with));
            }
        }
        return longer;
    }

    private List<Axis> alike(String name, Span span) {
        var axis = job.axis(name);
        double first = axis.first().doubleValue();
        double step = axis.step().doubleValue();
        var runs = new ArrayList<Axis>();
        int end = span.from() + span.count();
        for (int from = span.from(); from < end; ) {
            double start = first + step * from;
            int count = 1;
            while (from + count < end && start + step * count == first + step * (from + count)) {
                count++;
            }
            runs.add(new Axis(StrategyName.parameter(name), start, step, count));
            from += count;
        }
        return runs;
    }
}
