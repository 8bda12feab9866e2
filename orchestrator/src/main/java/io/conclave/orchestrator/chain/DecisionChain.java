package io.conclave.orchestrator.chain;

/**
 * The hash of all decisions on one instrument so far: SHA-256(head so far ‖ canonical bytes of the next decision).
 *
 * @param head lower-case hex, 64 digits; zeros before the first decision
 */
public record DecisionChain(String head) {
    /** No decision yet. */
    public static final DecisionChain START = new DecisionChain("0".repeat(2 * Sha256.BYTES));

    public DecisionChain {
        Sha256.bytes(head);
    }

    /** The chain with one decision more. The order of decisions counts. */
    public DecisionChain then(DecisionRecord decision) {
        return new DecisionChain(Sha256.of(Sha256.bytes(head), DecisionBytes.of(decision)));
    }
}
