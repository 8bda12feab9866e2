package io.conclave.persistence.agentlog;

import io.conclave.persistence.agentlog.LogFault.What;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows one log from its first row to its head, and remembers the first thing that is wrong. */
final class ChainCheck {
    private final String run;
    private final String agent;
    private final String symbol;
    private final boolean hasHead;
    private final long written;
    private final String head;
    private long seq;
    private String hash;
    private @Nullable LogFault fault;

    private ChainCheck(
            String run,
            String agent,
            String symbol,
            boolean hasHead,
            long written,
            String head,
            long archived,
            String archivedHash) {
        this.run = run;
        this.agent = agent;
        this.symbol = symbol;
        this.hasHead = hasHead;
        this.written = written;
        this.head = head;
        this.seq = archived;
        this.hash = archivedHash;
    }

    static ChainCheck of(ResultSet head) throws SQLException {
        return new ChainCheck(
                head.getString("run"),
                head.getString("agent"),
                head.getString("symbol"),
                true,
                head.getLong("rows_written"),
                head.getString("hash"),
                head.getLong("rows_archived"),
                head.getString("archived_hash"));
    }

    static ChainCheck withoutHead(ResultSet row) throws SQLException {
        return new ChainCheck(
                row.getString("run"),
                row.getString("agent"),
                row.getString("symbol"),
                false,
                Long.MAX_VALUE,
                "",
                row.getLong("seq") - 1,
                LogRow.GENESIS);
    }

    String head() {
        return head;
    }

    void read(ResultSet row) throws SQLException {
        if (fault != null) {
            return;
        }
        long at = row.getLong("seq");
        if (!hasHead) {
            blame(
                    at,
                    What.HEADLESS,
                    rowOf(at, row) + " stands in a log that has no head: the head was deleted, or the row"
                            + " is from another log");
        } else if (at > written) {
            blame(at, What.ADDED, rowOf(at, row) + " was added: the log ends with row " + written);
        } else if (at != seq + 1) {
            blame(seq + 1, What.MISSING, rowsOf(seq + 1, at - 1) + " missing: row " + at + " follows row " + seq);
        } else {
            checkHash(at, row);
        }
    }

    private void checkHash(long at, ResultSet row) throws SQLException {
        var expected = hashOf(row);
        if (expected.isEmpty() || !expected.get().equals(row.getString("hash"))) {
            blame(
                    at,
                    What.ALTERED,
                    rowOf(at, row) + " was altered: its hash is not that of its columns and of the row" + " before it");
            return;
        }
        seq = at;
        hash = expected.get();
    }

    /** Empty if its columns are none that an agent could have written. */
    private Optional<String> hashOf(ResultSet row) throws SQLException {
        try {
            return Optional.of(LogRow.of(row).hash(hash));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The first thing that is wrong, when all rows have been read. */
    Optional<LogFault> end() {
        if (fault == null && seq < written) {
            blame(seq + 1, What.TAIL_CUT, rowsOf(seq + 1, written) + " missing: the tail of the log was cut off");
        } else if (fault == null && !hash.equals(head)) {
            blame(
                    seq,
                    What.HEADLESS,
                    "The head of the log of " + name() + " was altered: it is not the hash of row " + seq);
        }
        return Optional.ofNullable(fault);
    }

    private void blame(long row, What what, String told) {
        fault = new LogFault(run, agent, symbol, row, what, told);
    }

    private String rowOf(long at, ResultSet row) throws SQLException {
        return "Row " + at + " of " + name() + " (decision " + symbol + "@" + row.getLong("as_of") + ")";
    }

    private String rowsOf(long first, long last) {
        return first == last
                ? "Row " + first + " of " + name() + " is"
                : "Rows " + first + " to " + last + " of " + name() + " are";
    }

    private String name() {
        return agent + "/" + symbol + " in run " + run;
    }
}
