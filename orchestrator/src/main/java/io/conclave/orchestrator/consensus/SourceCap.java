package io.conclave.orchestrator.consensus;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Holds the voice of agents that read outside text to a part of the awake mass, in the forecast only: what they are
 * believed is learned without it.
 *
 * <p>An agent above the cap is scaled down to it, all its temperatures together, and everybody else is scaled up in
 * proportion; that may lift another capped agent over the cap, so it is repeated until nobody is. The base rate is always
 * awake and never capped, so there is always somebody to take what is left.
 */
final class SourceCap {
    private final Panel panel;
    private final double[] logWeights;
    private final double cap;

    /** Seats scaled down to the cap. */
    private final SortedSet<Integer> held = new TreeSet<>();

    private double freeLogMass;

    /**
     * Finds whom to hold.
     *
     * @param logWeights of the experts awake, in the panel's order, not necessarily summing to one
     * @param capped seats that may be held
     */
    SourceCap(Panel panel, double[] logWeights, SortedSet<Integer> capped, double cap) {
        this.panel = panel;
        this.logWeights = logWeights;
        this.cap = cap;
        freeLogMass = Logs.sum(logWeights);
        if (cap < 1) {
            while (holdWhoeverIsAbove(capped)) {
                freeLogMass = logMassOfTheFree();
            }
        }
    }

    boolean holdsAnybody() {
        return !held.isEmpty();
    }

    boolean holds(int seat) {
        return held.contains(seat);
    }

    /** Log-weights that sum to one, in the panel's order; no capped seat above the cap. */
    double[] logWeights() {
        double[] scaled = logWeights.clone();
        double free = StrictMath.log(room()) - freeLogMass;
        for (int k = 0; k < scaled.length; k++) {
            int seat = panel.seat(k);
            scaled[k] += holds(seat) ? StrictMath.log(cap) - logMassOf(seat) : free;
        }
        return scaled;
    }

    private boolean holdWhoeverIsAbove(SortedSet<Integer> capped) {
        double room = room();
        var above = new TreeSet<Integer>();
        for (int seat : capped) {
            if (!holds(seat) && room * StrictMath.exp(logMassOf(seat) - freeLogMass) > cap) {
                above.add(seat);
            }
        }
        return held.addAll(above);
    }

    /** What those held leave to the others. */
    private double room() {
        return Math.max(0, 1 - cap * held.size());
    }

    private double logMassOf(int seat) {
        double[] its = logWeights.clone();
        for (int k = 0; k < its.length; k++) {
            its[k] = panel.seat(k) == seat ? its[k] : Double.NEGATIVE_INFINITY;
        }
        return Logs.sum(its);
    }

    private double logMassOfTheFree() {
        double[] free = logWeights.clone();
        for (int k = 0; k < free.length; k++) {
            free[k] = holds(panel.seat(k)) ? Double.NEGATIVE_INFINITY : free[k];
        }
        return Logs.sum(free);
    }
}
