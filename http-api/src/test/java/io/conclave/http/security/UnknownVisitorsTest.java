package io.conclave.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.access.Role;
import io.conclave.http.port.Keys;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;

/** Whoever stays while nobody can say whether they may. */
final class UnknownVisitorsTest {
    private static final Keys.Holder ADA = new Keys.Holder("ada", Role.VIEWER, "");

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final Table table = new Table();
    private final Visits visits = new Visits(
            new Doorkeeper(
                    table,
                    SecuritySettings.from(ConfigFactory.load().getConfig("conclave.http.security")),
                    true,
                    InstantSource.system()),
            nanos::get);

    @Test
    void whileNobodyAnswersTheyStayTenSecondsAndNobodyIsAskedTwice() {
        comes();
        table.answer = new CompletableFuture<>();

        looksAfter(1);
        looksAfter(9);
        assertThat(told).isEmpty();
        assertThat(table.asked).isEqualTo(1);

        looksAfter(1);
        assertThat(told).containsExactly("keys_unavailable");
    }

    @Test
    void whoeverIsKnownAgainInTimeStays() {
        comes();
        table.answer = CompletableFuture.failedFuture(new IllegalStateException("the database is away"));
        looksAfter(9);
        table.answer = CompletableFuture.completedFuture(new Keys.Good(ADA));
        looksAfter(1);
        table.answer = CompletableFuture.failedFuture(new IllegalStateException("the database is away"));

        looksAfter(9);

        assertThat(told).isEmpty();
    }

    @Test
    void whoHasLeftIsNotLookedAfter() {
        comes().run();

        looksAfter(11);

        assertThat(told).isEmpty();
        assertThat(table.asked).isZero();
    }

    // ---- helpers

    private Runnable comes() {
        return visits.begin(Caller.of(ADA, Caller.Means.KEY).mark(HttpRequest.create()), told::add);
    }

    private void looksAfter(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        visits.look();
    }

    /** The table of keys, which may be away. */
    private static final class Table implements Keys {
        CompletableFuture<Check> answer = CompletableFuture.completedFuture(new Good(ADA));
        int asked;

        @Override
        public CompletionStage<Check> check(String key) {
            return answer;
        }

        @Override
        public CompletionStage<Check> standing(String id) {
            asked++;
            return answer;
        }

        @Override
        public CompletionStage<Boolean> none() {
            return CompletableFuture.completedStage(false);
        }

        @Override
        public CompletionStage<Boolean> anyHolds() {
            return CompletableFuture.completedStage(true);
        }
    }
}
