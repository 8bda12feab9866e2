package io.conclave.persistence.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys as a node knows them: at most {@link #FRESH} old when it asks, so that a key that is revoked anywhere is
 * refused everywhere soon after.
 *
 * <p>While the table cannot be read, nobody is let in on what it said before: questions fail.
 */
public final class KeyRing implements AutoCloseable {
    /** How long what was read is believed. */
    public static final Duration FRESH = Duration.ofSeconds(1);

    /** How much later than noted a key may have been used. */
    private static final Duration USE_NOTED = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    /** What a key is good for. */
    public sealed interface Check {}

    public record Good(ApiKey key) implements Check {}

    /** No key, or a wrong one: which, nobody is told. */
    public record Unknown() implements Check {}

    public record Revoked(ApiKey key) implements Check {}

    public record Expired(ApiKey key) implements Check {}

    private record Known(Map<String, ApiKeys.Stored> byId, long readNanos) {}

    private final ApiKeys keys;
    private final InstantSource clock;
    private final ConcurrentMap<String, Long> used = new ConcurrentHashMap<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("conclave-keys").factory());
    private @Nullable CompletableFuture<Known> known;

    /** @param clock tells when a key expires */
    public KeyRing(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Whether no key was ever made. */
    public CompletionStage<Boolean> isEmpty() {
        return ask(now -> now.byId().isEmpty());
    }

    /** Whether any key opens anything. */
    public CompletionStage<Boolean> anyHolds() {
        return ask(now ->
                now.byId().values().stream().anyMatch(stored -> stored.key().holds(nanos(clock.instant()))));
    }

    /** What a text is good for that somebody shows as a key. */
    public CompletionStage<Check> check(String text) {
        var shown = KeyText.read(text);
        return shown.isEmpty() ? CompletableFuture.completedStage(new Unknown()) : ask(now -> check(now, shown.get()));
    }

    private Check check(Known now, KeyText shown) {
        var stored = now.byId().get(shown.id());
        return stored == null || !shown.isOf(stored.digest()) ? new Unknown() : standing(stored.key());
    }

    /** What the key of this id is good for now; whoever asks has seen it before. */
    public CompletionStage<Check> standing(String id) {
        return ask(now -> Optional.ofNullable(now.byId().get(id))
                .map(stored -> standing(stored.key()))
                .orElseGet(Unknown::new));
    }

    private Check standing(ApiKey key) {
        if (key.revoked().isPresent()) {
            return new Revoked(key);
        }
        long now = nanos(clock.instant());
        if (!key.holds(now)) {
            return new Expired(key);
        }
        if (used.put(key.id(), now) == null) {
            // A key that is used once is noted as used, too.
            reader.execute(() -> noteUse(keys.stored()));
        }
        return new Good(key);
    }

    private synchronized <T> CompletionStage<T> ask(Function<Known, T> question) {
        var latest = known;
        if (latest == null || isStale(latest)) {
            latest = CompletableFuture.supplyAsync(this::read, reader);
            known = latest;
        }
        return latest.thenApply(question);
    }

    private static boolean isStale(CompletableFuture<Known> latest) {
        return latest.isDone()
                && (latest.isCompletedExceptionally()
                        || System.nanoTime() - latest.join().readNanos() > FRESH.toNanos());
    }

    private Known read() {
        long now = System.nanoTime();
        var stored = keys.stored();
        noteUse(stored);
        return new Known(
                stored.stream().collect(Collectors.toMap(each -> each.key().id(), each -> each)), now);
    }

    private void noteUse(Iterable<ApiKeys.Stored> stored) {
        var due = new HashMap<String, Long>();
        for (var each : stored) {
            var last = used.get(each.key().id());
            if (last != null
                    && each.key()
                            .used()
                            .map(noted -> last - noted > USE_NOTED.toNanos())
                            .orElse(true)) {
                due.put(each.key().id(), last);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        try {
            keys.used(due);
        } catch (IllegalStateException e) {
            LOG.warn("When keys were used last is not noted: {}", e.getMessage());
        }
    }

    private static long nanos(Instant now) {
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    @Override
    public void close() {
        reader.shutdown();
    }
}
