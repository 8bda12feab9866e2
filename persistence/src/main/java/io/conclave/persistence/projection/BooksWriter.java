package io.conclave.persistence.projection;

import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.persistence.journal.JournalJson;
import java.sql.Connection;
import java.sql.SQLException;

/** What a ledger journals: rows of {@code equity}, and the mark on each fill that is in the books. */
record BooksWriter(Connection connection, String run, String account) {
    void write(Ledger.Event event) throws SQLException {
        switch (event) {
            case Ledger.FillPosted posted ->
                Row.of("fills")
                        .key("run", run)
                        .key("id", posted.fill().id())
                        .set("booked", true)
                        .update(connection);
            case Ledger.Marked marked ->
                Row.of("equity")
                        .key("run", run)
                        .key("account", account)
                        .key("as_of", marked.atNanos())
                        .set("cash", Decimals.of(marked.cash()))
                        .set("equity", Decimals.of(marked.equity()))
                        .set("marks", JournalJson.text(marked.marks()))
                        .write(connection);
        }
    }
}
