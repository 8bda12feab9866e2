package io.conclave.app.doctor;

import com.typesafe.config.Config;
import io.conclave.persistence.streams.RedisFacts;
import io.conclave.persistence.streams.UnreachableRedisException;
import java.util.List;
import java.util.stream.Stream;

/** The bus's server: whether it answers, its version, whether it keeps what it is told, and what it does when it is full. */
record RedisCheck(Config config) implements Check {
    private static final String ABOUT = "Redis";

    @Override
    public List<Finding> look() {
        try {
            return RedisFacts.look(config)
                    .map(facts ->
                            Stream.of(server(facts), file(facts), memory(facts)).toList())
                    .orElseGet(() -> List.of(Finding.well(ABOUT, "not needed: the bus is within the process")));
        } catch (UnreachableRedisException e) {
            return List.of(Finding.ill(
                    ABOUT,
                    String.valueOf(e.getMessage()),
                    "Or set conclave.bus.kind to memory, which needs no server"));
        }
    }

    private static Finding server(RedisFacts facts) {
        return Finding.well(ABOUT, "version " + facts.version() + " at " + facts.place());
    }

    private static Finding file(RedisFacts facts) {
        var about = ABOUT + ", append-only file";
        if (!facts.appendOnly()) {
            return Finding.ailing(
                    about, "off: a restart forgets all items", "Set appendonly yes and appendfsync everysec there");
        }
        return facts.flush().equals("no")
                ? Finding.ailing(about, "never flushed by Redis", "Set appendfsync everysec there")
                : Finding.well(about, "on, appendfsync " + facts.flush());
    }

    private static Finding memory(RedisFacts facts) {
        var about = ABOUT + ", memory";
        var found = (facts.usedBytes() >> 20) + " MiB of "
                + (facts.maxBytes() == 0 ? "no limit" : (facts.maxBytes() >> 20) + " MiB") + ", " + facts.policy();
        return facts.policy().equals("noeviction")
                ? Finding.well(about, found)
                : Finding.ill(about, found, "Set maxmemory-policy noeviction there, or items vanish without notice");
    }
}
