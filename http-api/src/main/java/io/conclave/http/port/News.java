package io.conclave.http.port;

import io.conclave.domain.market.Symbol;
import io.conclave.http.view.NewsView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What was written about the market. */
public interface News {
    /**
     * What was known at a moment: the newest first, each once.
     *
     * @param symbol about any instrument if absent
     * @param asOfNanos inclusive, by when it was known here; what the run has not reached is not told
     */
    CompletionStage<List<NewsView>> known(Optional<Symbol> symbol, long asOfNanos, int limit);
}
