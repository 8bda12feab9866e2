package io.conclave.persistence.projection;

import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.persistence.journal.JournalJson;
import java.sql.SQLException;

/** What a ledger journals: rows of {@code equity} and {@code positions}, and the mark on each fill in the books. */
record BooksWriter(Rows rows, FillRows fills, PositionRows positions, String run, String account) {
    void write(Ledger.Event event) throws SQLException {
        switch (event) {
            case Ledger.FillPosted posted -> {
                fills.booked(account, posted.fill());
                positions.filled(account, posted.fill());
            }
            case Ledger.Marked marked ->
                Row.of("equity")
                        .key("run", run)
                        .key("account", account)
                        .key("as_of", marked.atNanos())
                        .set("cash", Decimals.of(marked.cash()))
                        .set("equity", Decimals.of(marked.equity()))
                        .set("marks", JournalJson.text(marked.marks()))
                        .write(rows);
        }
    }
}
