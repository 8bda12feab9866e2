package io.conclave.system.cluster;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * What clients asked and were answered, kept by themselves, to be held against the database when all is over: an order that
 * was acknowledged is there, once, and under the id that was told; whatever was not answered is there once or not at all.
 *
 * <p>An order goes by the name its client gave it and is asked again under that name, of whichever node, until somebody
 * answers. Safe for several threads.
 */
final class OrderHistory {
    private static final String PEOPLES_ORDERS =
            "SELECT name, id FROM orders WHERE run = ? AND name IS NOT NULL ORDER BY id";

    private static final String CLAIMS_OF_NO_ORDER = "SELECT client_order_id, account FROM order_claim c WHERE run = ?"
            + " AND NOT EXISTS (SELECT FROM orders o WHERE o.run = c.run AND o.id = c.client_order_id)";

    /** The gate's own clock writes both under one lock, so that a claim lies within its executor's time exactly. */
    private static final String CLAIMS_OUT_OF_TERM =
            "SELECT client_order_id, c.epoch FROM order_claim c LEFT JOIN executor_epoch mine"
                    + " ON (mine.run, mine.account, mine.epoch) = (c.run, c.account, c.epoch) LEFT JOIN executor_epoch next"
                    + " ON (next.run, next.account, next.epoch) = (c.run, c.account, c.epoch + 1) WHERE c.run = ?"
                    + " AND (mine.epoch IS NULL OR c.claimed_at < mine.taken_at OR c.claimed_at > next.taken_at)";

    // Guarded by this.
    private final SortedSet<String> asked = new TreeSet<>();
    private final SortedMap<String, SortedSet<String>> acknowledged = new TreeMap<>();

    /** To be said before the order is sent. */
    synchronized void asks(String name) {
        asked.add(name);
    }

    /** A node took the order and told its id; it may be told again. */
    synchronized void acknowledged(String name, String id) {
        acknowledged.computeIfAbsent(name, _ -> new TreeSet<>()).add(id);
    }

    /** Of so many orders it was told that they were taken. */
    synchronized int acknowledged() {
        return acknowledged.size();
    }

    /**
     * What is wrong, a sentence each. Nobody may be at work any more, and the read models must have caught up.
     *
     * @param run the run's name in the journal
     * @throws SQLException if the database cannot be asked
     */
    synchronized List<String> findings(DataSource database, String run) throws SQLException {
        var findings = new ArrayList<String>();
        if (acknowledged.isEmpty()) {
            findings.add("no order was acknowledged: there is nothing to look at");
        }
        var there = new TreeMap<String, SortedSet<String>>();
        for (var row : rows(database, PEOPLES_ORDERS, run)) {
            there.computeIfAbsent(row.get(0), _ -> new TreeSet<>()).add(row.get(1));
        }
        acknowledged.forEach((name, ids) -> {
            var found = there.getOrDefault(name, new TreeSet<>());
            if (!found.containsAll(ids)) {
                findings.add("order " + name + " was acknowledged as " + ids + " and is there as " + found);
            }
        });
        there.forEach((name, ids) -> {
            if (ids.size() > 1) {
                findings.add("order " + name + " is there more than once: " + ids);
            }
            if (!asked.contains(name)) {
                findings.add("order " + name + " is there and nobody asked for it");
            }
        });
        for (var row : rows(database, CLAIMS_OF_NO_ORDER, run)) {
            findings.add("order " + row.get(0) + " was claimed for " + row.get(1) + " and is no order");
        }
        for (var row : rows(database, CLAIMS_OUT_OF_TERM, run)) {
            findings.add("order " + row.get(0) + " was claimed by executor " + row.get(1)
                    + " when it was not that one's time");
        }
        return findings;
    }

    private static List<List<String>> rows(DataSource database, String sql, String run) throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            var rows = new ArrayList<List<String>>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(List.of(found.getString(1), found.getString(2)));
                }
            }
            return rows;
        }
    }
}
