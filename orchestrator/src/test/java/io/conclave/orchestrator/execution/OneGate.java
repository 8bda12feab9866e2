package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A trading gate of one account within this JVM; this room has no database. */
public final class OneGate implements TradingGate {
    private final SortedSet<ClientOrderId> claims = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
    private HaltRow.Standing standing = new HaltRow.Standing(0, "", false, "", "", 0);

    public synchronized HaltRow.Standing row() {
        return standing;
    }

    @Override
    public synchronized CompletionStage<Long> takeOver(String run, String account, String executor) {
        standing = new HaltRow.Standing(
                standing.epoch() + 1,
                executor,
                standing.halted(),
                standing.reason(),
                standing.actor(),
                standing.atNanos());
        return CompletableFuture.completedStage(standing.epoch());
    }

    @Override
    public synchronized CompletionStage<Claim> claim(String run, String account, long epoch, List<OrderTicket> orders) {
        if (epoch != standing.epoch()) {
            return CompletableFuture.completedStage(new Refused(Refusal.STALE_EXECUTOR));
        }
        if (standing.halted()) {
            return CompletableFuture.completedStage(new Refused(Refusal.HALTED));
        }
        orders.forEach(order -> claims.add(order.id()));
        return CompletableFuture.completedStage(new Granted());
    }

    @Override
    public synchronized CompletionStage<SortedSet<ClientOrderId>> claimed(
            String run, String account, List<ClientOrderId> orders) {
        var known = new TreeSet<>(claims);
        known.retainAll(orders);
        return CompletableFuture.completedStage(known);
    }

    @Override
    public synchronized CompletionStage<Optional<HaltRow.Standing>> standing(String run, String account) {
        return CompletableFuture.completedStage(Optional.of(standing));
    }

    @Override
    public CompletionStage<HaltRow.Standing> halt(
            String run, String account, String reason, String actor, long atNanos) {
        return put(true, reason, actor, atNanos);
    }

    @Override
    public CompletionStage<HaltRow.Standing> resume(
            String run, String account, String reason, String actor, long atNanos) {
        return put(false, reason, actor, atNanos);
    }

    private synchronized CompletionStage<HaltRow.Standing> put(
            boolean halted, String reason, String actor, long atNanos) {
        if (standing.halted() != halted) {
            standing = new HaltRow.Standing(standing.epoch(), standing.executor(), halted, reason, actor, atNanos);
        }
        return CompletableFuture.completedStage(standing);
    }
}
