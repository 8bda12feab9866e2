package io.conclave.app.sweep;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values to try for each parameter of a strategy, as people write them: {@code fast=5:100:5,slow=20:400:20}.
 *
 * @param axes by the parameter's name, in the order they were written
 */
public record Grid(Map<String, Axis> axes) {
    /** More than this cannot be swept at once. */
    public static final long MOST_COMBINATIONS = 1L << 24;

    public Grid {
        axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
    }

    /**
     * {@code first}, {@code first + step}, … up to {@code last}, which is one of them.
     *
     * @param step above zero
     */
    public record Axis(BigDecimal first, BigDecimal last, BigDecimal step) {
        public int count() {
            return last.subtract(first).divide(step, 0, RoundingMode.DOWN).intValueExact() + 1;
        }

        public BigDecimal value(int index) {
            return first.add(step.multiply(BigDecimal.valueOf(index)));
        }

        public boolean isWhole() {
            return isWhole(first) && (count() == 1 || isWhole(step));
        }

        private static boolean isWhole(BigDecimal value) {
            return value.stripTrailingZeros().scale() <= 0;
        }

        @Override
        public String toString() {
            return count() == 1
                    ? first.toPlainString()
                    : first.toPlainString() + ":" + last.toPlainString() + ":" + step.toPlainString();
        }
    }

    /**
     * Reads a grid: a comma between parameters, each {@code name=value}, {@code name=first:last} (step 1) or {@code
     * name=first:last:step}. A last value that the steps miss is moved back to the one they hit.
     *
     * @param option what the user wrote it behind, for complaints
     * @throws IllegalArgumentException with one sentence that names the place
     */
    public static Grid parse(String option, String text) {
        var axes = new LinkedHashMap<String, Axis>();
        int place = 0;
        for (var item : text.split(",", -1)) {
            place++;
            var where = option + ", item " + place + " \"" + item.strip() + "\"";
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(where + ": must look like fast=5:100:5 or fast=10");
            }
            var name = item.substring(0, equals).strip();
            if (name.isEmpty()) {
                throw new IllegalArgumentException(where + ": the parameter's name is missing");
            }
            if (axes.put(name, axis(where, item.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(where + ": " + name + " is given twice");
            }
        }
        var grid = new Grid(axes);
        if (grid.combinations() > MOST_COMBINATIONS) {
            throw new IllegalArgumentException(option + ": " + grid.combinations()
                    + " combinations are too many; at most " + MOST_COMBINATIONS + " can be swept at once");
        }
        return grid;
    }

    private static Axis axis(String where, String range) {
        var parts = range.split(":", -1);
        if (parts.length > 3) {
            throw new IllegalArgumentException(
                    where + ": a range is first:last:step, and this has " + parts.length + " numbers");
        }
        var first = number(where, parts[0]);
        var last = parts.length > 1 ? number(where, parts[1]) : first;
        var step = parts.length > 2 ? number(where, parts[2]) : BigDecimal.ONE;
        if (step.signum() <= 0) {
            throw new IllegalArgumentException(where + ": the step must be above zero, not " + step.toPlainString());
        }
        if (last.compareTo(first) < 0) {
            throw new IllegalArgumentException(where + ": the last value, " + last.toPlainString()
                    + ", lies before the first, " + first.toPlainString());
        }
        var steps = last.subtract(first).divide(step, 0, RoundingMode.DOWN);
        if (steps.compareTo(BigDecimal.valueOf(MOST_COMBINATIONS)) >= 0) {
            throw new IllegalArgumentException(where + ": " + steps.toPlainString() + " values are too many");
        }
        return new Axis(first, first.add(step.multiply(steps)), step);
    }

    private static BigDecimal number(String where, String text) {
        try {
            var number = new BigDecimal(text.strip());
            // Longer ones are no parameter of anything, and take for ever to write out.
            if (number.precision() <= 18 && Math.abs((long) number.scale()) <= 18) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + ": \"" + text.strip() + "\" is not a number", e);
        }
        throw new IllegalArgumentException(where + ": \"" + text.strip() + "\" has too many digits");
    }

    /** One that was checked to be there. */
    static Axis axis(Grid grid, String name) {
        var axis = grid.axes().get(name);
        if (axis == null) {
            throw new IllegalStateException(name + " was checked to be there");
        }
        return axis;
    }

    /** All of them, whether or not they make sense. */
    public long combinations() {
        long combinations = 1;
        for (var axis : axes.values()) {
            combinations = Math.multiplyExact(combinations, (long) axis.count());
            if (combinations > MOST_COMBINATIONS) {
                return combinations;
            }
        }
        return combinations;
    }
}
