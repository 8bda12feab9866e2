package io.conclave.persistence.streams;

import com.typesafe.config.Config;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a look at the bus's Redis server found; nothing was changed.
 *
 * @param place host and port, without the password
 * @param appendOnly whether it writes what it is told into a file
 * @param flush how often that file goes to disk: {@code always}, {@code everysec}, {@code no}
 * @param policy what it does when its memory is full; all but {@code noeviction} forget items
 * @param usedBytes of memory, by its data and itself
 * @param maxBytes of memory; zero for no limit
 */
public record RedisFacts(
        String place, String version, boolean appendOnly, String flush, String policy, long usedBytes, long maxBytes) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * Empty if the bus is not on Redis.
     *
     * @param settings everything, of which {@code conclave.bus} is read
     * @throws UnreachableRedisException if it cannot be asked
     */
    public static Optional<RedisFacts> look(Config settings) {
        var bus = settings.getConfig("conclave.bus");
        if (!bus.getString("kind").equalsIgnoreCase("redis")) {
            return Optional.empty();
        }
        var uri = uri(bus);
        var place = uri.getHost() + ":" + uri.getPort();
        var client = RedisClient.create(uri);
        try (var connection = client.connect()) {
            return Optional.of(facts(place, connection.sync()));
        } catch (RedisException e) {
            throw new UnreachableRedisException(
                    "Redis at " + place + " cannot be asked: " + innermost(e)
                            + "; start it (./conclave services up starts" + " one of your own) or correct conclave.bus",
                    e);
        } finally {
            client.shutdown(Duration.ZERO, PATIENCE);
        }
    }

    private static RedisFacts facts(String place, RedisCommands<String, String> redis) {
        var info = fields(redis.info("server") + redis.info("persistence") + redis.info("memory"));
        return new RedisFacts(
                place,
                info.getOrDefault("redis_version", "unknown"),
                "1".equals(info.get("aof_enabled")),
                redis.configGet("appendfsync").getOrDefault("appendfsync", "unknown"),
                info.getOrDefault("maxmemory_policy", "unknown"),
                Long.parseLong(info.getOrDefault("used_memory", "0")),
                Long.parseLong(info.getOrDefault("maxmemory", "0")));
    }

    private static RedisURI uri(Config bus) {
        try {
            var uri = RedisURI.create(bus.getString("url"));
            uri.setTimeout(PATIENCE);
            var password = bus.getString("password");
            if (!password.isEmpty() && !namesPassword(uri)) {
                var user = bus.getString("user");
                uri.setCredentialsProvider(RedisCredentialsProvider.from(
                        () -> RedisCredentials.just(user.isEmpty() ? null : user, password)));
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new UnreachableRedisException(
                    "conclave.bus.url is no Redis address: write redis://HOST:6379, with the password under a key of its"
                            + " own",
                    e);
        }
    }

    private static boolean namesPassword(RedisURI uri) {
        return uri.getCredentialsProvider() instanceof ImmediateRedisCredentialsProvider known
                && known.resolveCredentialsNow().hasPassword();
    }

    private static Map<String, String> fields(String info) {
        var fields = new TreeMap<String, String>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }

    /** In Redis's own words where it said any. */
    private static String innermost(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
