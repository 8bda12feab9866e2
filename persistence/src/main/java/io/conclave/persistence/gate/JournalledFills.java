package io.conclave.persistence.gate;

import io.conclave.domain.order.Fill;
import io.conclave.orchestrator.execution.FillHistory;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.transaction.Transactions;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The {@link FillHistory} of the journal: every {@code ledger.fill-posted} event of an account, snapshots left aside. */
final class JournalledFills implements FillHistory {
    private final Transactions transactions;

    JournalledFills(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<List<Fill>> posted(String run, String account) {
        var ledger = Ledger.TYPE.name() + "|" + run + ":" + account;
        return transactions.read(database -> new JournalReader(database)
                .events(ledger).stream()
                        .map(JournalReader.Entry::event)
                        .filter(Ledger.FillPosted.class::isInstance)
                        .map(event -> ((Ledger.FillPosted) event).fill())
                        .toList());
    }
}
