package io.conclave.app.access;

import com.typesafe.config.Config;
import io.conclave.http.port.Access;
import io.conclave.http.port.Keys;
import io.conclave.http.port.Repeats;
import io.conclave.http.port.Span;
import io.conclave.http.port.Trail;
import io.conclave.http.view.AuditView;
import io.conclave.http.view.Instants;
import io.conclave.persistence.Database;
import io.conclave.persistence.audit.AuditEntry;
import io.conclave.persistence.audit.AuditReader;
import io.conclave.persistence.audit.AuditTrail;
import io.conclave.persistence.idempotency.IdempotencyStore;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.keys.ApiKey;
import io.conclave.persistence.keys.KeyRing;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the API of a run knows of its callers: keys of this installation; trail and remembered answers of the run's database. */
public final class RunAccess implements AutoCloseable {
    private final KeyRing ring;
    private final AuditTrail trail;
    private final AuditReader reader;
    private final IdempotencyStore answers;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("conclave-audit-read").factory());

    /** @param database of the run; closed after this */
    public static RunAccess open(Database database, Config config, InstantSource clock) {
        return new RunAccess(database, config, clock);
    }

    private RunAccess(Database database, Config config, InstantSource clock) {
        this.ring = new KeyRing(KeyPlace.keys(database, config), clock);
        this.trail = database.auditTrail(IngestSettings.from(config));
        this.reader = database.audit();
        this.answers = database.idempotency();
        this.clock = clock;
    }

    public Access ports() {
        return new Access(new RingKeys(), new DatabaseTrail(), new StoredRepeats());
    }

    private final class RingKeys implements Keys {
        @Override
        public CompletionStage<Check> check(String key) {
            return ring.check(key).thenApply(RunAccess::told);
        }

        @Override
        public CompletionStage<Check> standing(String id) {
            return ring.standing(id).thenApply(RunAccess::told);
        }

        @Override
        public CompletionStage<Boolean> none() {
            return ring.isEmpty();
        }

        @Override
        public CompletionStage<Boolean> anyHolds() {
            return ring.anyHolds();
        }
    }

    private static Keys.Check told(KeyRing.Check check) {
        return switch (check) {
            case KeyRing.Good good -> new Keys.Good(holder(good.key()));
            case KeyRing.Unknown _ -> new Keys.Unknown();
            case KeyRing.Revoked _ -> new Keys.Revoked();
            case KeyRing.Expired _ -> new Keys.Expired();
        };
    }

    private static Keys.Holder holder(ApiKey key) {
        return new Keys.Holder(key.id(), key.role(), key.label());
    }

    private final class DatabaseTrail implements Trail {
        @Override
        public CompletionStage<Void> record(AuditView.Call call) {
            return trail.record(new AuditEntry(
                    call.requestId(),
                    Instants.toNanos(call.at()),
                    call.actor(),
                    call.role(),
                    call.action(),
                    call.target(),
                    call.origin(),
                    call.status(),
                    call.code()));
        }

        @Override
        public Optional<String> trouble() {
            return trail.trouble();
        }

        @Override
        public CompletionStage<List<AuditView>> newest(Span span, long before) {
            return CompletableFuture.supplyAsync(
                    () -> reader.newest(before, span.fromNanos(), span.toNanos(), span.limit()).stream()
                            .map(RunAccess::told)
                            .toList(),
                    threads);
        }
    }

    private static AuditView told(AuditReader.Placed placed) {
        var entry = placed.entry();
        return new AuditView(
                placed.seq(),
                new AuditView.Call(
                        entry.id(),
                        Instants.ofNanos(entry.atNanos()),
                        entry.actor(),
                        entry.role(),
                        entry.action(),
                        entry.target(),
                        entry.origin(),
                        entry.status(),
                        entry.code()));
    }

    private final class StoredRepeats implements Repeats {
        @Override
        public CompletionStage<Claim> claim(String holder, String name, String request) {
            return answers.claim(holder, name, request, Instants.toNanos(clock.instant()))
                    .thenApply(claim -> switch (claim) {
                        case IdempotencyStore.Fresh _ -> new Fresh();
                        case IdempotencyStore.Running _ -> new Running();
                        case IdempotencyStore.Lost _ -> new Lost();
                        case IdempotencyStore.Other _ -> new Other();
                        case IdempotencyStore.Answered answered -> new Answered(told(answered.answer()));
                    });
        }

        private static Answer told(IdempotencyStore.Answer answer) {
            return new Answer(answer.status(), answer.mediaType(), answer.body(), answer.location());
        }

        @Override
        public CompletionStage<?> keep(String holder, String name, Answer answer) {
            return answers.keep(
                    holder,
                    name,
                    new IdempotencyStore.Answer(answer.status(), answer.mediaType(), answer.body(), answer.location()));
        }

        @Override
        public CompletionStage<?> release(String holder, String name) {
            return answers.release(holder, name);
        }
    }

    /** Writes what is left of the trail. */
    @Override
    public void close() {
        ring.close();
        trail.close();
        answers.close();
        threads.shutdownNow();
    }
}
