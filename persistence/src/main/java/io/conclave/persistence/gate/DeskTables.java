package io.conclave.persistence.gate;

import io.conclave.orchestrator.execution.FillHistory;
import io.conclave.orchestrator.execution.TradingGate;
import io.conclave.orchestrator.execution.exchange.PaperMemory;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.transaction.Transactions;
import io.conclave.persistence.venue.JdbcPaperMemory;

/** What an order desk and its paper venue lean on, on connections of its own. Close it after the actors that use it. */
public final class DeskTables implements AutoCloseable {
    private final Transactions transactions;

    /**
     * @param config of a migrated database
     * @throws IllegalStateException if it cannot be reached; the message says what to do
     */
    public static DeskTables open(JournalConfig config) {
        return new DeskTables(Transactions.open(config, "trading gate"));
    }

    private DeskTables(Transactions transactions) {
        this.transactions = transactions;
    }

    public TradingGate gate() {
        return new JdbcTradingGate(transactions);
    }

    public FillHistory fills() {
        return new JournalledFills(transactions);
    }

    public PaperMemory paperMemory(String run, String account) {
        return new JdbcPaperMemory(transactions, run, account);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
