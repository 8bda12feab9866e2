package io.conclave.benchmarks;

/** A measurement could not be taken; its message says why, for people. */
final class NotMeasuredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotMeasuredException(String detail) {
        super(detail);
    }

    NotMeasuredException(String detail, Throwable cause) {
        super(detail, cause);
    }
}
