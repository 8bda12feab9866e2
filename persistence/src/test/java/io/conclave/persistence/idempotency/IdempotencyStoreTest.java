package io.conclave.persistence.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.persistence.TestJournal;
import io.conclave.persistence.idempotency.IdempotencyStore.Answer;
import io.conclave.persistence.idempotency.IdempotencyStore.Answered;
import io.conclave.persistence.idempotency.IdempotencyStore.Claim;
import io.conclave.persistence.idempotency.IdempotencyStore.Fresh;
import io.conclave.persistence.idempotency.IdempotencyStore.Lost;
import io.conclave.persistence.idempotency.IdempotencyStore.Other;
import io.conclave.persistence.idempotency.IdempotencyStore.Running;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdempotencyStoreTest {
    private static final Answer CREATED =
            new Answer(201, "application/json", "{\"id\":\"o-1\"}", Optional.of("/v1/orders/o-1"));
    private static final long DAY = Duration.ofHours(24).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aCallIsClaimedOnceAndItsAnswerHeardByAllWhoRepeatIt(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var store = IdempotencyStore.open(journal.config())) {
            assertThat(now(store.claim("ada", "n-1", "r", 1))).isEqualTo(new Fresh());
            assertThat(now(store.claim("ada", "n-1", "r", 2))).isEqualTo(new Running());
            assertThat(now(store.claim("ada", "n-1", "another", 2))).isEqualTo(new Other());
            assertThat(now(store.claim("eve", "n-1", "another", 2))).isEqualTo(new Fresh());

            now(store.keep("ada", "n-1", CREATED));
            now(store.keep("ada", "n-1", new Answer(500, "text/plain", "too late", Optional.empty())));

            assertThat(now(store.claim("ada", "n-1", "r", 3))).isEqualTo(new Answered(CREATED));
            assertThat(now(store.claim("ada", "n-1", "another", 3))).isEqualTo(new Other());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDidNothingMayBeSentAgainAndWhatIsLostMayNot(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var store = IdempotencyStore.open(journal.config())) {
            now(store.claim("ada", "n-1", "r", 1));
            now(store.release("ada", "n-1"));
            assertThat(now(store.claim("ada", "n-1", "r", 2))).isEqualTo(new Fresh());

            assertThat(now(store.claim("ada", "n-1", "r", 3 + MINUTE))).isEqualTo(new Lost());

            now(store.keep("ada", "n-1", CREATED));
            now(store.release("ada", "n-1"));
            assertThat(now(store.claim("ada", "n-1", "r", 3 + MINUTE))).isEqualTo(new Answered(CREATED));
            assertThat(now(store.claim("ada", "n-1", "r", 2 + DAY))).isEqualTo(new Fresh());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAThousandWhoClaimAtOnceOneHasIt(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var store = IdempotencyStore.open(journal.config());
                var again = IdempotencyStore.open(journal.config())) {
            var claims = IntStream.range(0, 1_000)
                    .mapToObj(n -> (n % 2 == 0 ? store : again).claim("ada", "n-1", "r", 5))
                    .toList();

            int fresh = 0;
            for (CompletionStage<Claim> claim : claims) {
                fresh += now(claim) instanceof Fresh ? 1 : 0;
            }
            assertThat(fresh).isEqualTo(1);
        }
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
