package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.util.List;
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
public interface TradingGate extends HaltRow {
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
    CompletionStage<Claim> claim(String run, String account, long epoch, List<OrderTicket> orders);

    /** Those of some orders that anybody ever claimed for the account: an order at a venue without a claim is not ours. */
    CompletionStage<SortedSet<ClientOrderId>> claimed(String run, String account, List<ClientOrderId> orders);

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
}
