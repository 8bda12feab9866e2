package planted.streams.persistence;

import io.lettuce.core.RedisClient;

/** Redis beside the bus. */
public record Listening(RedisClient client) {}
