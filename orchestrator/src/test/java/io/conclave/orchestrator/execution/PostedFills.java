package io.conclave.orchestrator.execution;

import io.conclave.domain.order.Fill;
import io.conclave.orchestrator.portfolio.Ledger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** The ledger's fills as they stand in a test journal. */
public record PostedFills(PersistenceTestKit journal) implements FillHistory {
    @Override
    public CompletionStage<List<Fill>> posted(String run, String account) {
        return CompletableFuture.completedStage(
                journal.persistedInStorage(Ledger.TYPE.name() + "|" + run + ":" + account).stream()
                        .filter(Ledger.FillPosted.class::isInstance)
                        .map(event -> ((Ledger.FillPosted) event).fill())
                        .toList());
    }
}
