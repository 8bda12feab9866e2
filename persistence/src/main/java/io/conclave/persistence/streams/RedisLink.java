package io.conclave.persistence.streams;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server, and what is known of it: whether it answers, since when not and why, and whether it is
 * still the one we knew. Connections are not repaired behind our back: one that fails is thrown away, and whoever calls
 * next makes a new one and looks whether the server kept its memory.
 */
final class RedisLink implements AutoCloseable {
    /** A mark on the server that goes with its memory. */
    private record Identity(String run, String epoch) {}

    private final BusConfig config;
    private final InstantSource clock;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisSentences sentences;
    private final String epochKey;
    private final ReentrantLock connecting = new ReentrantLock();
    private final CopyOnWriteArrayList<Runnable> lossListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong losses = new AtomicLong();

    /** The shared one; whoever takes it out closes it. */
    private final AtomicReference<@Nullable StatefulRedisConnection<String, String>> connection =
            new AtomicReference<>();

    private volatile @Nullable Identity identity;
    private volatile @Nullable AwayException away;
    private volatile Instant lastAnswer;
    private volatile Instant lastSeenBeforeLoss;
    private volatile boolean closed;

    RedisLink(BusConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.uri = address(config);
        this.sentences = new RedisSentences(uri.getHost() + ":" + uri.getPort());
        this.epochKey = config.prefix() + ":epoch";
        this.lastAnswer = clock.instant();
        this.lastSeenBeforeLoss = lastAnswer;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        this.client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(config.commandTimeout())
                        .build())
                .build());
    }

    private static RedisURI address(BusConfig config) {
        RedisURI uri;
        try {
            uri = RedisURI.create(config.url());
        } catch (IllegalArgumentException e) {
            throw new BusException(
                    "conclave.bus.url is no address of a Redis server: write redis://host:port/database", e);
        }
        uri.setTimeout(config.commandTimeout());
        uri.setClientName("conclave");
        var given = uri.getCredentialsProvider();
        boolean named = given instanceof RedisCredentialsProvider.ImmediateRedisCredentialsProvider immediate
                && immediate.resolveCredentialsNow().hasPassword();
        if (!named && !config.password().isEmpty()) {
            @Nullable String user = config.user().isEmpty() ? null : config.user();
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(user, config.password())));
        }
        return uri;
    }

    /** @throws BusException as {@link Bus#open} does */
    void open() {
        long deadline = System.nanoTime() + config.startPatience().toNanos();
        var backoff = new Backoff(Duration.ofMillis(500));
        while (true) {
            try {
                connected();
                return;
            } catch (AwayException e) {
                if (e.kind() == AwayException.Kind.FOR_GOOD || System.nanoTime() > deadline) {
                    throw new BusException(e.sentence(), e);
                }
                try {
                    Thread.sleep(backoff.next());
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new BusException(e.sentence(), e);
                }
            }
        }
    }

    // ---- what is known

    Optional<Instant> awaySince() {
        return away == null ? Optional.empty() : Optional.of(lastAnswer);
    }

    Optional<String> trouble() {
        var known = away;
        return known == null ? Optional.empty() : Optional.of(known.sentence());
    }

    long losses() {
        return losses.get();
    }

    Instant lastSeenBeforeLoss() {
        return lastSeenBeforeLoss;
    }

    void onLoss(Runnable listener) {
        lossListeners.add(listener);
    }

    /** What the server was marked with when we last looked. */
    String epoch() {
        var known = identity;
        return known == null ? "" : known.epoch();
    }

    // ---- asking

    @FunctionalInterface
    interface Command<T> {
        RedisFuture<T> on(RedisAsyncCommands<String, String> commands);
    }

    /** Asks on the shared connection and waits. */
    <T> T ask(Command<T> command) throws AwayException {
        var used = connected();
        return await(used, command.on(used.async()), config.commandTimeout());
    }

    /** Runs a script; its answer as nested lists of numbers and texts. */
    List<Object> run(Script script, List<String> keys, List<String> arguments) throws AwayException {
        var used = connected();
        var keyArray = keys.toArray(String[]::new);
        var argumentArray = arguments.toArray(String[]::new);
        RedisFuture<List<Object>> answer =
                used.async().evalsha(script.sha(), ScriptOutputType.MULTI, keyArray, argumentArray);
        try {
            return await(used, answer, config.commandTimeout());
        } catch (UnknownScriptException e) {
            RedisFuture<List<Object>> again =
                    used.async().eval(script.text(), ScriptOutputType.MULTI, keyArray, argumentArray);
            return await(used, again, config.commandTimeout());
        }
    }

    /** The server has just begun, and remembers no scripts. */
    private static final class UnknownScriptException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownScriptException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Waits for an answer on the shared connection, which is thrown away if it does not come, or on one from
     * {@link #another}, whose owner has to.
     */
    <T> T await(StatefulRedisConnection<String, String> used, RedisFuture<T> answer, Duration patience)
            throws AwayException {
        T given = plainly(used, answer, patience);
        answered();
        return given;
    }

    private <T> T plainly(StatefulRedisConnection<String, String> used, RedisFuture<T> answer, Duration patience)
            throws AwayException {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw fallen(used, sentences.silent(patience, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw sentences.interrupted(e);
        } catch (ExecutionException e) {
            throw refused(used, e.getCause() == null ? e : e.getCause());
        }
    }

    private AwayException refused(StatefulRedisConnection<String, String> used, Throwable cause) {
        if (cause instanceof RedisNoScriptException unknown) {
            throw new UnknownScriptException(unknown);
        }
        if (!(cause instanceof RedisCommandExecutionException refusal)) {
            return fallen(used, sentences.gone(cause));
        }
        if (String.valueOf(refusal.getMessage()).startsWith("LOST")) {
            return fallen(used, sentences.lost());
        }
        var said = sentences.refused(refusal);
        if (said.kind() == AwayException.Kind.FOR_GOOD) {
            return fallen(used, said);
        }
        answered();
        return said;
    }

    private void answered() {
        lastAnswer = clock.instant();
        if (away != null && connection.get() != null) {
            away = null;
        }
    }

    private AwayException fallen(StatefulRedisConnection<String, String> used, AwayException why) {
        if (connection.compareAndSet(used, null)) {
            away = why;
            var _ = used.closeAsync();
        }
        return why;
    }

    /** Looks whether the server is there and still knows us. */
    void look() throws AwayException {
        var used = connected();
        @Nullable String found = await(used, used.async().get(epochKey), config.commandTimeout());
        if (!epoch().equals(found)) {
            throw fallen(used, sentences.lost());
        }
    }

    // ---- connecting

    /** A connection of the caller's own, for calls that block the server's side of it. */
    StatefulRedisConnection<String, String> another() throws AwayException {
        connected();
        return dial();
    }

    private StatefulRedisConnection<String, String> connected() throws AwayException {
        var known = connection.get();
        if (known != null && known.isOpen()) {
            return known;
        }
        if (!connecting.tryLock()) {
            // Somebody else is at it; queueing up behind a server that is away helps nobody.
            var why = away;
            if (why != null) {
                throw why.again();
            }
            connecting.lock();
        }
        try {
            known = connection.get();
            if (known != null && known.isOpen()) {
                return known;
            }
            if (known != null && connection.compareAndSet(known, null)) {
                var _ = known.closeAsync();
            }
            if (closed) {
                throw AwayException.passing("This bus is closed.", new IllegalStateException("closed"));
            }
            var fresh = dial();
            greet(fresh);
            connection.set(fresh);
            answered();
            return fresh;
        } catch (AwayException e) {
            away = e;
            throw e;
        } finally {
            connecting.unlock();
        }
    }

    private StatefulRedisConnection<String, String> dial() throws AwayException {
        try {
            return client.connectAsync(StringCodec.UTF8, uri)
                    .toCompletableFuture()
                    .get(config.commandTimeout().toNanos() * 2, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw sentences.silent(config.commandTimeout(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw sentences.interrupted(e);
        } catch (ExecutionException e) {
            throw sentences.unconnected(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Whether the server is one we can use, and the one we knew. */
    private void greet(StatefulRedisConnection<String, String> fresh) throws AwayException {
        try {
            var info = plainly(fresh, fresh.async().info("server"), config.commandTimeout());
            sentences.requireRecent(line(info, "redis_version"));
            RedisFuture<String> set =
                    fresh.async().set(epochKey, UUID.randomUUID().toString(), SetArgs.Builder.nx());
            plainly(fresh, set, config.commandTimeout());
            var epoch = plainly(fresh, fresh.async().get(epochKey), config.commandTimeout());
            meet(new Identity(line(info, "run_id"), epoch));
        } catch (AwayException e) {
            var _ = fresh.closeAsync();
            throw e;
        }
    }

    private void meet(Identity found) {
        var known = identity;
        identity = found;
        if (known != null && !known.equals(found)) {
            lastSeenBeforeLoss = lastAnswer;
            losses.incrementAndGet();
            lossListeners.forEach(Runnable::run);
        }
    }

    private static String line(String info, String name) {
        return Arrays.stream(info.split("\r?\n", -1))
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        closed = true;
        var known = connection.getAndSet(null);
        if (known != null) {
            known.close();
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
