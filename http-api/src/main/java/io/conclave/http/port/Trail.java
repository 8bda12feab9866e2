package io.conclave.http.port;

import io.conclave.http.view.AuditView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where it is written down who changed what, or tried to. */
public interface Trail {
    /** @return completes when it is safe */
    CompletionStage<Void> record(AuditView.Call call);

    /** Why nothing can be written at the moment; empty if it can. */
    Optional<String> trouble();

    /**
     * The newest first, at most {@code span.limit()}.
     *
     * @param before only what stands before this place; {@link Long#MAX_VALUE} for all
     */
    CompletionStage<List<AuditView>> newest(Span span, long before);
}
