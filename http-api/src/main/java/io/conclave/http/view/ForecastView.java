package io.conclave.http.view;

import io.conclave.domain.vote.Forecast;

/**
 * Probabilities of what comes next, each in [0, 1] with six decimals, summing to one.
 *
 * @param down the lower barrier is touched first
 * @param flat neither is touched before the horizon ends
 * @param up the upper barrier is touched first
 */
public record ForecastView(double down, double flat, double up) {
    public static ForecastView of(Forecast forecast) {
        return new ForecastView(forecast.downPpm() / 1e6, forecast.flatPpm() / 1e6, forecast.upPpm() / 1e6);
    }
}
