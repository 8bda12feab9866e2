package io.conclave.http;

import io.conclave.domain.access.Role;
import io.conclave.http.port.Access;
import io.conclave.http.port.Keys;
import io.conclave.http.port.Repeats;
import io.conclave.http.port.Span;
import io.conclave.http.port.Trail;
import io.conclave.http.view.AuditView;
import io.conclave.http.view.Instants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A handful of keys, a trail and a memory, all in this process. */
final class CannedAccess {
    private static final String SECRET = "qwertyuiopasdfghjklzxcvbnm234567qwertyuiopasdfghjklz";

    final Map<String, Keys.Check> keys = new ConcurrentHashMap<>();
    final List<AuditView.Call> calls = new CopyOnWriteArrayList<>();
    volatile Optional<String> trouble = Optional.empty();
    /** Whether the database of keys and remembered answers is away. */
    volatile boolean away;
    /** How often somebody asked what a key of some id is good for. */
    final AtomicInteger asked = new AtomicInteger();

    private final Map<String, Claimed> claimed = new HashMap<>();

    private record Claimed(String request, Optional<Repeats.Answer> answer) {}

    /** One key of each role; the agent's name is {@code momentum}. */
    static CannedAccess withEveryRole() {
        var access = new CannedAccess();
        for (Role role : Role.values()) {
            access.keys.put(key(role), new Keys.Good(new Keys.Holder(role.word() + "-key", role, label(role))));
        }
        access.keys.put(key("revoked"), new Keys.Revoked());
        access.keys.put(key("expired"), new Keys.Expired());
        return access;
    }

    private static String label(Role role) {
        return role == Role.AGENT ? "momentum" : "";
    }

    static String key(Role role) {
        return key(role.word());
    }

    static String key(String name) {
        return "tk_" + name + "_" + SECRET;
    }

    /** What must never be seen of a key. */
    static String secret() {
        return SECRET;
    }

    Access ports() {
        return new Access(new CannedKeys(), new CannedTrail(), new CannedRepeats());
    }

    private final class CannedKeys implements Keys {
        @Override
        public CompletionStage<Check> check(String key) {
            return done(keys.getOrDefault(key, new Unknown()));
        }

        @Override
        public CompletionStage<Check> standing(String id) {
            asked.incrementAndGet();
            return done(keys.getOrDefault(key(id.replace("-key", "")), new Unknown()));
        }

        @Override
        public CompletionStage<Boolean> none() {
            return done(keys.isEmpty());
        }

        @Override
        public CompletionStage<Boolean> anyHolds() {
            return done(keys.values().stream().anyMatch(Good.class::isInstance));
        }
    }

    private final class CannedTrail implements Trail {
        @Override
        public CompletionStage<Void> record(AuditView.Call call) {
            calls.add(call);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public Optional<String> trouble() {
            return trouble;
        }

        @Override
        public CompletionStage<List<AuditView>> newest(Span span, long before) {
            var found = new ArrayList<AuditView>();
            for (int i = (int) Math.min(calls.size(), before - 1); i > 0 && found.size() < span.limit(); i--) {
                var call = calls.get(i - 1);
                long at = Instants.toNanos(call.at());
                if (at >= span.fromNanos() && at < span.toNanos()) {
                    found.add(new AuditView(i, call));
                }
            }
            return done(found);
        }
    }

    private final class CannedRepeats implements Repeats {
        @Override
        public CompletionStage<Claim> claim(String holder, String name, String request) {
            synchronized (claimed) {
                var known = claimed.putIfAbsent(holder + "/" + name, new Claimed(request, Optional.empty()));
                if (known == null) {
                    return done(new Fresh());
                }
                if (!known.request().equals(request)) {
                    return done(new Other());
                }
                return done(known.answer().<Claim>map(Answered::new).orElseGet(Running::new));
            }
        }

        @Override
        public CompletionStage<?> keep(String holder, String name, Answer answer) {
            synchronized (claimed) {
                return done(claimed.computeIfPresent(
                                holder + "/" + name, (_, known) -> new Claimed(known.request(), Optional.of(answer)))
                        != null);
            }
        }

        @Override
        public CompletionStage<?> release(String holder, String name) {
            synchronized (claimed) {
                return done(claimed.remove(holder + "/" + name) != null);
            }
        }
    }

    private <T> CompletionStage<T> done(T value) {
        return away
                ? CompletableFuture.failedStage(new IllegalStateException("the database is away"))
                : CompletableFuture.completedStage(value);
    }
}
