package io.conclave.orchestrator.execution;

import io.conclave.domain.order.Fill;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The journal's own account of what traded, read apart from every snapshot: what the stored portfolio is held against. */
public interface FillHistory {
    /** Every fill that the account's ledger ever posted, in the order it posted them. Fails if the journal cannot be read. */
    CompletionStage<List<Fill>> posted(String run, String account);
}
