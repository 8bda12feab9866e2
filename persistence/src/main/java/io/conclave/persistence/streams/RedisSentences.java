package io.conclave.persistence.streams;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the server and the network say, in one sentence that names the place and what to do. Never a password. */
final class RedisSentences {
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    private final String place;

    /** @param place host:port */
    RedisSentences(String place) {
        this.place = place;
    }

    AwayException silent(Duration patience, Throwable cause) {
        return AwayException.passing(
                "Redis at " + place + " has not answered for " + patience.toMillis() + " ms.", cause);
    }

    AwayException gone(Throwable cause) {
        return AwayException.passing("Redis at " + place + " is gone: it closed the connection.", cause);
    }

    AwayException interrupted(InterruptedException cause) {
        return AwayException.passing("Interrupted while asking Redis at " + place + ".", cause);
    }

    AwayException lost() {
        return AwayException.passing(
                "Redis at " + place + " came back without its memory.", new IllegalStateException("other epoch"));
    }

    /** No connection could be made. */
    AwayException unconnected(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException said) {
                return refused(said);
            }
        }
        var root = root(fault);
        return AwayException.passing(
                "Redis does not answer at " + place + " (" + text(root)
                        + "): start it, with ./conclave services up for instance, or correct conclave.bus.url.",
                fault);
    }

    /** The server answered, but not what was asked for. */
    AwayException refused(RedisCommandExecutionException fault) {
        var said = text(fault);
        var word = said.split(" ", 2)[0];
        return switch (word) {
            case "OOM" ->
                new AwayException(
                        Publishing.Why.OUT_OF_MEMORY,
                        AwayException.Kind.PASSING,
                        "Redis at " + place + " has no memory left (maxmemory) and takes no items: give it more, or"
                                + " acknowledge or drain what fills it.",
                        fault);
            case "NOAUTH" ->
                AwayException.forGood(
                        "Redis at " + place + " wants a password: set CONCLAVE_BUS_PASSWORD or conclave.bus.password.",
                        fault);
            case "WRONGPASS" ->
                AwayException.forGood("Redis at " + place + " refuses the user or password of conclave.bus.", fault);
            case "NOPERM" ->
                AwayException.forGood(
                        "Redis at " + place + " does not permit the user of conclave.bus what a bus needs: " + said,
                        fault);
            case "NOGROUP" -> gone(fault, said);
            case "LOADING" ->
                AwayException.passing("Redis at " + place + " has just started and is still reading its data.", fault);
            default -> other(fault, said);
        };
    }

    private AwayException other(RedisCommandExecutionException fault, String said) {
        if (said.contains("called without any password configured")) {
            return AwayException.forGood(
                    "Redis at " + place + " has no password, but conclave.bus gives one: leave it empty.", fault);
        }
        if (said.contains("no such key") || said.contains("NOGROUP")) {
            return gone(fault, said);
        }
        return AwayException.passing("Redis at " + place + " refuses: " + said, fault);
    }

    private AwayException gone(RedisCommandExecutionException fault, String said) {
        return new AwayException(
                Publishing.Why.AWAY,
                AwayException.Kind.GROUP_GONE,
                "A group is gone from Redis at " + place + ": " + said,
                fault);
    }

    /** @throws AwayException if the server cannot do what a bus needs of it */
    void requireRecent(String version) throws AwayException {
        var parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            if (major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR)) {
                return;
            }
        } catch (NumberFormatException e) {
            throw AwayException.forGood(
                    "What answers at " + place + " does not tell which Redis it is (\"" + version + "\").", e);
        }
        throw AwayException.forGood(
                "Redis at " + place + " is version " + version + ", but the bus needs 6.2 or later.",
                new IllegalStateException(version));
    }

    private static Throwable root(Throwable fault) {
        var root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String text(Throwable fault) {
        @Nullable String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }
}
