package io.conclave.orchestrator.killswitch;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether an account may trade, where every node and every command sees it. Called from any thread; a stage fails when
 * the database cannot say.
 */
public interface HaltRow {
    /** How the account stands; absent if nobody ever traded or halted it. */
    CompletionStage<Optional<Standing>> standing(String run, String account);

    /**
     * Stops all orders of an account: once the stage is done no claim is granted. Halted already, it stays as it was.
     *
     * @param reason for people, not blank; what is beyond 1,000 characters is cut off
     * @param actor who, not blank
     * @param atNanos when, UTC epoch nanoseconds
     * @return how the account stands then
     */
    CompletionStage<Standing> halt(String run, String account, String reason, String actor, long atNanos);

    /** Lets orders pass again; parameters as in {@link #halt}. Not halted, it stays as it was. */
    CompletionStage<Standing> resume(String run, String account, String reason, String actor, long atNanos);

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
