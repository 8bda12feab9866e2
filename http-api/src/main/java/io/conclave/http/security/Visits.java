package io.conclave.http.security;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Those who stay longer than a call takes. Whoever could not come in any more is sent away: one look in a while tells of all,
 * however many came with the same key.
 *
 * <p>While nobody knows who holds a key, they may stay a little; then they are sent away, too.
 */
public final class Visits {
    /** Between two looks. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    /** What those are told who stayed while keys could not be checked. */
    public static final String UNKNOWN = "keys_unavailable";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Doorkeeper doorkeeper;
    private final LongSupplier nanos;
    private final ConcurrentMap<Proof, Party> parties = new ConcurrentHashMap<>();

    /** Those who came with one key, or in one session. */
    private static final class Party {
        final Set<Consumer<String>> ended = ConcurrentHashMap.newKeySet();
        final AtomicBoolean asked = new AtomicBoolean();
        volatile long knownNanos;

        Party(long now) {
            knownNanos = now;
        }
    }

    public Visits(Doorkeeper doorkeeper) {
        this(doorkeeper, System::nanoTime);
    }

    Visits(Doorkeeper doorkeeper, LongSupplier nanos) {
        this.doorkeeper = doorkeeper;
        this.nanos = nanos;
    }

    /**
     * Somebody has been let in, and stays.
     *
     * @param ended is told why they have to go, as a code; from any thread, and perhaps more than once
     * @return to be run when they have gone
     */
    public Runnable begin(HttpRequest request, Consumer<String> ended) {
        var proof = doorkeeper.proof(request);
        parties.compute(proof, (_, known) -> {
            var party = known == null ? new Party(nanos.getAsLong()) : known;
            party.ended.add(ended);
            return party;
        });
        return () -> parties.computeIfPresent(proof, (_, party) -> {
            party.ended.remove(ended);
            return party.ended.isEmpty() ? null : party;
        });
    }

    /** Looks at all of them; who was not answered for yet is not asked for again. */
    public void look() {
        parties.forEach((proof, party) -> {
            if (nanos.getAsLong() - party.knownNanos > PATIENCE.toNanos()) {
                sendAway(party.ended, UNKNOWN);
            }
            if (party.asked.compareAndSet(false, true)) {
                doorkeeper
                        .objection(proof)
                        .thenAccept(objection -> {
                            party.knownNanos = nanos.getAsLong();
                            objection.ifPresent(code -> sendAway(party.ended, code));
                        })
                        .whenComplete((_, _) -> party.asked.set(false));
            }
        });
    }

    private static void sendAway(Collection<Consumer<String>> all, String code) {
        List.copyOf(all).forEach(ended -> ended.accept(code));
    }
}
