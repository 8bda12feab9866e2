package io.conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final long MIB = 1024;

    @Test
    void aServerCountsWithItsProcesses() {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start()) {
            assertThat(postgres.process().children()).isNotEmpty();
            assertThat(Memory.of(postgres.process())).isBetween(8 * MIB, 128 * MIB);
            assertThat(Memory.of(redis.process())).isBetween(MIB, 64 * MIB);
        }
    }
}
