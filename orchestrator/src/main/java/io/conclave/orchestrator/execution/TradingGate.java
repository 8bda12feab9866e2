package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderIntent;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;

/**
 * The one row an account has that says who may send its orders, and whether anybody may.
 *
 * <p>Every executor takes the account over before it trades and is given an epoch, higher than all before it. An order is
 * claimed in a transaction of its own after its intent is journalled and before the venue hears of it; the claim of an
 * older epoch, or of a halted account, is refused. The row is the truth of the kill switch. Shared by all nodes of a run;
 * called from any thread. A stage fails when the database cannot say; then nothing may be sent.
 */
public interface TradingGate {
    /**
     * Makes somebody the executor of an account; from then on every older one is refused.
     *
     * @param executor who, for people: a node and when it was started
     * @return the new epoch, from 1
     */
    CompletionStage<Long> takeOver(String run, String account, String executor);

    /**
     * Asks to send orders: all of them or none. An order claimed before is granted again as long as the executor is
     * current and nobody has halted the account; it stays one claim.
     *
     * @param epoch what {@link #takeOver} gave the asker
     */
    CompletionStage<Claim> claim(String run, String account, long epoch, List<OrderIntent> intents);

    /** Those of some orders that anybody ever claimed for the account: an order at a venue without a claim is not ours. */
    CompletionStage<SortedSet<ClientOrderId>> claimed(String run, String account, List<ClientOrderId> orders);

    /** How the account stands; absent if nobody ever traded or halted it. */
    CompletionStage<Optional<Standing>> standing(String run, String account);

    /**
     * Stops all orders of an account: once the stage is done no claim is granted. Halted already, it stays as it was.
     *
     * @param reason for people, not blank
     * @param actor who
     * @param atNanos when, UTC epoch nanoseconds
     * @return how the account stands then
     */
    CompletionStage<Standing> halt(String run, String account, String reason, String actor, long atNanos);

    /** Lets orders pass again; parameters as in {@link #halt}. Not halted, it stays as it was. */
    CompletionStage<Standing> resume(String run, String account, String reason, String actor, long atNanos);

    /** What a claim was answered. */
    sealed interface Claim {}

    /** The orders may be sent, now. */
    record Granted() implements Claim {}

    /** Nothing may be sent. */
    record Refused(Refusal why) implements Claim {}

    /** Why a claim is refused. */
    enum Refusal {
        /** Another executor has taken the account over: the asker must stand down. */
        STALE_EXECUTOR,
        /** Somebody halted the account. */
        HALTED
    }

    /**
     * An account's row.
     *
     * @param epoch of the present executor; 0 while there was none
     * @param executor who that is; empty while there was none
     * @param reason why it was halted or resumed last; empty if never
     * @param actor who did that; empty if nobody
     * @param atNanos when, UTC epoch nanoseconds; 0 if never
     */
    record Standing(long epoch, String executor, boolean halted, String reason, String actor, long atNanos) {}
}
