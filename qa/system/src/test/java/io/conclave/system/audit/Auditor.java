package io.conclave.system.audit;

/** Looks after one kind of truth. */
interface Auditor {
    /** What this auditor looks after, for whoever reads a finding. */
    String name();

    /** Tells whatever is not as it must be; also that there was nothing to look at, for that proves nothing. */
    void audit(Evidence evidence, Findings findings);
}
