package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.orchestrator.pace.Pace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last steps of an order: claimed at the gate, then told to the venue, without a queue between the two.
 *
 * <p>Against the live clock a grant is used at once or not at all: when it took longer than {@link #GRANT_HOLDS} from the
 * asking, somebody may have halted the account since, and it is asked for anew. So nothing leaves later than that after
 * a halt.
 */
final class Sending {
    /** How old a grant may be when the venue is told, counted from the asking. */
    static final Duration GRANT_HOLDS = Duration.ofMillis(80);

    private static final int ATTEMPTS = 5;

    private final TradingGate gate;
    private final Venue venue;
    private final LongSupplier nanos;
    private final Pace pace;
    private final String run;
    private final String account;

    /** What came of it; a stage that fails means that nobody knows whether the venue heard. */
    sealed interface Outcome {}

    /** The venue was told, and this is its answer. */
    record Answered(ExecutionReport report) implements Outcome {}

    /** The venue was not told. */
    record NotAllowed(TradingGate.Refusal why) implements Outcome {}

    Sending(OrderDesk.Neighbours neighbours, Pace pace, String run, String account) {
        this.gate = neighbours.gate();
        this.venue = neighbours.venue();
        this.nanos = neighbours.nanos();
        this.pace = pace;
        this.run = run;
        this.account = account;
    }

    CompletionStage<Outcome> send(long epoch, OrderTicket order) {
        return claimed(epoch, order, () -> venue.submit(order), ATTEMPTS);
    }

    /** @param replacement is claimed as any order is */
    CompletionStage<Outcome> replace(long epoch, ClientOrderId original, OrderTicket replacement) {
        return claimed(epoch, replacement, () -> venue.replace(original, replacement), ATTEMPTS);
    }

    /** A halt stops no cancel; whose the account is, is looked at. */
    CompletionStage<Outcome> cancel(long epoch, ClientOrderId order) {
        return gate.standing(run, account).thenCompose(standing -> {
            boolean ours = standing.map(row -> row.epoch() == epoch).orElse(false);
            return ours
                    ? venue.cancel(order).<Outcome>thenApply(Answered::new)
                    : CompletableFuture.completedStage(new NotAllowed(TradingGate.Refusal.STALE_EXECUTOR));
        });
    }

    private CompletionStage<Outcome> claimed(
            long epoch, OrderTicket order, Supplier<CompletionStage<ExecutionReport>> request, int attempts) {
        long asked = nanos.getAsLong();
        return gate.claim(run, account, epoch, List.of(order)).thenCompose(claim -> switch (claim) {
            case TradingGate.Refused refused -> CompletableFuture.completedStage(new NotAllowed(refused.why()));
            case TradingGate.Granted _ -> {
                if (holds(asked)) {
                    yield tell(request);
                }
                if (attempts > 1) {
                    yield claimed(epoch, order, request, attempts - 1);
                }
                yield CompletableFuture.failedStage(new IllegalStateException(
                        "The trading gate takes longer than " + GRANT_HOLDS.toMillis() + " ms to answer"));
            }
        });
    }

    private boolean holds(long asked) {
        return switch (pace) {
            case Pace.Live _ -> nanos.getAsLong() - asked <= GRANT_HOLDS.toNanos();
            case Pace.Virtual _ -> true;
        };
    }

    private static CompletionStage<Outcome> tell(Supplier<CompletionStage<ExecutionReport>> request) {
        Failpoint.reached("order.claimed");
        return request.get().thenApply(report -> {
            Failpoint.reached("order.sent");
            return new Answered(report);
        });
    }
}
