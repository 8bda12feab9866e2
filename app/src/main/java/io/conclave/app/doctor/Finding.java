package io.conclave.app.doctor;

import java.util.Optional;

/**
 * What one look at the machine found.
 *
 * @param about what was looked at: {@code JDK}, {@code native worker}
 * @param found what was there, one line
 * @param advice what to do about it; empty when all is well
 */
public record Finding(String about, Health health, String found, Optional<String> advice) {

    /** How bad it is. */
    public enum Health {
        /** As it should be. */
        WELL,
        /** The engine runs; something beside it does not. */
        AILING,
        /** The engine does not run. */
        ILL
    }

    static Finding well(String about, String found) {
        return new Finding(about, Health.WELL, found, Optional.empty());
    }

    static Finding ailing(String about, String found, String advice) {
        return new Finding(about, Health.AILING, found, Optional.of(advice));
    }

    static Finding ill(String about, String found, String advice) {
        return new Finding(about, Health.ILL, found, Optional.of(advice));
    }

    /** One line for people. */
    @Override
    public String toString() {
        var mark = switch (health) {
            case WELL -> "ok     ";
            case AILING -> "ailing ";
            case ILL -> "ILL    ";
        };
        return mark + about + ": " + found + advice.map(what -> "; " + what).orElse("");
    }
}
