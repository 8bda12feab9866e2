package io.conclave.persistence.news;

import java.util.function.Function;

/**
 * What turns a text into a vector whose direction is its meaning.
 *
 * @param model names the weights; vectors of other weights are not compared with its own
 * @param vector of unit length, {@link #DIMENSION} numbers
 */
public record Meaning(String model, Function<String, float[]> vector) {
    /** Numbers in a vector. */
    public static final int DIMENSION = 384;

    float[] of(String text) {
        float[] found = vector.apply(text);
        if (found.length != DIMENSION) {
            throw new IllegalArgumentException(
                    "A vector of " + model + " has " + found.length + " numbers instead of " + DIMENSION);
        }
        return found;
    }
}
