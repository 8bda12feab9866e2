package io.conclave.agents.analyst.sentiment;

/**
 * How a text speaks of its subject, as probabilities that sum to one.
 *
 * @param negative bad news, in [0, 1]
 * @param neutral neither, in [0, 1]
 * @param positive good news, in [0, 1]
 */
public record Sentiment(double negative, double neutral, double positive) {
    /** Good less bad, in [-1, 1]. */
    public double balance() {
        return positive - negative;
    }
}
