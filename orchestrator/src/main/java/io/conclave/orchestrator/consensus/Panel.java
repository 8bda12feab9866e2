package io.conclave.orchestrator.consensus;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The experts awake in one round and what they forecast, in the federation's order.
 *
 * <p>The base rate is always awake. An agent is awake, at every temperature, when its standing is active and its ballot
 * is a forecast; missing, abstaining, in shadow or muted it sleeps. Order comes from the seats alone, never from the map.
 */
final class Panel {
    /** The seat of the base rate, which has none. */
    static final int BASE_RATE = -1;

    private final List<Fraction> temperatures;
    private final List<Integer> seats = new ArrayList<>();
    private final List<Integer> experts = new ArrayList<>();
    private final List<double[]> forecasts = new ArrayList<>();

    Panel(Federation federation, Map<AgentId, Ballot> ballots) {
        temperatures = federation.temperatures();
        add(BASE_RATE, 0, federation.baseRate());
        for (int seat = 0; seat < federation.seats().size(); seat++) {
            var who = federation.seats().get(seat);
            if (who.standing() == Standing.ACTIVE && ballots.get(who.agent()) instanceof Ballot.Cast cast) {
                addTempered(seat, cast.forecast());
            }
        }
    }

    private void addTempered(int seat, Forecast forecast) {
        double[] p = forecast.probabilities();
        for (int t = 0; t < temperatures.size(); t++) {
            add(seat, 1 + seat * temperatures.size() + t, tempered(p, temperatures.get(t)));
        }
    }

    private void add(int seat, int expert, double[] forecast) {
        seats.add(seat);
        experts.add(expert);
        forecasts.add(forecast);
    }

    /** p^τ, normalised: below 1 an over-confident agent is pulled towards even odds. */
    static double[] tempered(double[] p, Fraction temperature) {
        if (temperature.equals(Fraction.ONE)) {
            return p;
        }
        double[] powers = new double[p.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            powers[i] = StrictMath.pow(p[i], temperature.toDouble());
            sum += powers[i];
        }
        for (int i = 0; i < p.length; i++) {
            powers[i] /= sum;
        }
        return powers;
    }

    int size() {
        return experts.size();
    }

    /** The k-th awake expert's index in a learner. */
    int expert(int k) {
        return experts.get(k);
    }

    /** The seat it belongs to, or {@link #BASE_RATE}. */
    int seat(int k) {
        return seats.get(k);
    }

    /** Its temperature; the base rate's is one. */
    Fraction temperature(int k) {
        return seat(k) == BASE_RATE ? Fraction.ONE : temperatures.get((expert(k) - 1) % temperatures.size());
    }

    double[] forecast(int k) {
        return forecasts.get(k);
    }

    double[][] forecasts() {
        return forecasts.toArray(double[][]::new);
    }

    /** Seats with an agent awake. */
    int agentsAwake() {
        return (size() - 1) / temperatures.size();
    }
}
