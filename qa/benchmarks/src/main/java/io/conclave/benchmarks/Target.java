package io.conclave.benchmarks;

import java.util.Locale;

/** What a figure is to be. */
record Target(Relation relation, double bound) {
    enum Relation {
        AT_LEAST(">="),
        AT_MOST("<="),
        BELOW("<"),
        EXACTLY("=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }
    }

    static Target atLeast(double bound) {
        return new Target(Relation.AT_LEAST, bound);
    }

    static Target atMost(double bound) {
        return new Target(Relation.AT_MOST, bound);
    }

    static Target below(double bound) {
        return new Target(Relation.BELOW, bound);
    }

    static Target exactly(double bound) {
        return new Target(Relation.EXACTLY, bound);
    }

    /** No figure that is no number keeps a target. */
    boolean holds(double value) {
        return switch (relation) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
            case BELOW -> value < bound;
            case EXACTLY -> value == bound;
        };
    }

    @Override
    public String toString() {
        boolean whole = bound == Math.rint(bound);
        return relation.sign + " "
                + (whole
                        ? Long.toString((long) bound)
                        : String.format(Locale.ROOT, bound < 0.01 ? "%.0e" : "%.2f", bound));
    }
}
