package io.conclave.persistence.news;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.journal.JournalKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import javax.sql.DataSource;

/**
 * Finds stored news by what it means, for people: what was known at a moment, nearest first.
 *
 * <p>On PostgreSQL through an HNSW index once there is much to look through, so now and then something near is missed; else
 * exact. News that has no vector yet is not found. Decisions never ask here: they go through {@link NewsStore}, exact and the
 * same on every database.
 */
public final class NewsSearch {
    /** Below this many candidates all are compared: as fast, and nothing is missed. */
    private static final int EXACT_BELOW = 5_000;

    /** Candidates that are taken from the index for one that is wanted; the nearest of them are then sorted out. */
    private static final int TAKEN_FOR_ONE = 4;

    private static final int MOST = 200;

    private final DataSource database;
    private final JournalKind kind;
    private final Meaning meaning;
    private final int exactBelow;

    /** @param database migrated */
    public NewsSearch(DataSource database, JournalKind kind, Meaning meaning) {
        this(database, kind, meaning, EXACT_BELOW);
    }

    NewsSearch(DataSource database, JournalKind kind, Meaning meaning, int exactBelow) {
        this.database = database;
        this.kind = kind;
        this.meaning = meaning;
        this.exactBelow = exactBelow;
    }

    /**
     * What to look among.
     *
     * @param asOfNanos only what was ingested by then, UTC epoch nanoseconds
     * @param symbol only what concerns this instrument; empty for all
     * @param top how many are wanted, 1 to 200
     */
    public record Among(long asOfNanos, Optional<Symbol> symbol, int top) {
        public Among {
            if (top < 1 || top > MOST) {
                throw new IllegalArgumentException("From 1 to " + MOST + " items can be asked for, not " + top);
            }
        }
    }

    /** @param similarity cosine of the angle to what was asked, -1 to 1 */
    public record Hit(NewsItem item, double similarity) {}

    /** Nearest first; of equals, the one whose id comes first. */
    public List<Hit> nearest(String words, Among among) {
        return nearest(meaning.of(words), among);
    }

    /** The same for a vector. */
    public List<Hit> nearest(float[] vector, Among among) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return hits(connection, nearestIds(connection, vector, among));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("News cannot be searched: " + e.getMessage(), e);
        }
    }

    /** The same, all compared; slower, for measuring what the index misses. */
    public List<Hit> nearestExactly(float[] vector, Among among) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var ids = switch (kind) {
                    case H2 -> inMemory(connection, vector, among);
                    case POSTGRES -> onPostgres(connection, vector, among, true);
                };
                return hits(connection, ids);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("News cannot be searched: " + e.getMessage(), e);
        }
    }

    private record Near(String id, double similarity) {
        private static final Comparator<Near> NEAREST_FIRST =
                Comparator.comparingDouble(Near::similarity).reversed().thenComparing(Near::id);
    }

    private List<Near> nearestIds(Connection connection, float[] vector, Among among) throws SQLException {
        return switch (kind) {
            case H2 -> inMemory(connection, vector, among);
            case POSTGRES -> onPostgres(connection, vector, among, isFew(connection, among));
        };
    }

    // ---- which

    private String known(Among among) {
        return " FROM news n WHERE n.ingested_at <= ? AND n.embedded_by = ?"
                + (among.symbol().isPresent()
                        ? " AND EXISTS (SELECT 1 FROM news_symbol k WHERE k.news_id = n.id AND k.symbol = ?)"
                        : "");
    }

    private int bindKnown(PreparedStatement query, int from, Among among) throws SQLException {
        int next = from;
        query.setLong(next++, among.asOfNanos());
        query.setString(next++, meaning.model());
        if (among.symbol().isPresent()) {
            query.setString(next++, among.symbol().get().name());
        }
        return next;
    }

    private boolean isFew(Connection connection, Among among) throws SQLException {
        var sql = "SELECT count(*) FROM (SELECT 1" + known(among) + " LIMIT " + exactBelow + ") AS few";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            bindKnown(query, 1, among);
            try (ResultSet count = query.executeQuery()) {
                count.next();
                return count.getInt(1) < exactBelow;
            }
        }
    }

    private List<Near> inMemory(Connection connection, float[] vector, Among among) throws SQLException {
        var best = new PriorityQueue<Near>(Near.NEAREST_FIRST.reversed());
        try (PreparedStatement query = connection.prepareStatement("SELECT n.id, n.embedding" + known(among))) {
            bindKnown(query, 1, among);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    best.add(new Near(rows.getString(1), Vectors.cosine(vector, Vectors.of(rows.getBytes(2)))));
                    if (best.size() > among.top()) {
                        best.remove();
                    }
                }
            }
        }
        return best.stream().sorted(Near.NEAREST_FIRST).toList();
    }

    private List<Near> onPostgres(Connection connection, float[] vector, Among among, boolean exactly)
            throws SQLException {
        // An expression is not what the index is of, so all are compared.
        var distance = "(n.embedding <=> CAST(? AS vector))" + (exactly ? " + 0" : "");
        int taken = exactly ? among.top() : among.top() * TAKEN_FOR_ONE;
        if (!exactly) {
            try (Statement setting = connection.createStatement()) {
                setting.execute("SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL hnsw.ef_search = "
                        + Math.clamp(taken, 200, 1000)
                        + "; SET LOCAL hnsw.max_scan_tuples = 60000; SET LOCAL enable_sort = off;"
                        + " SET LOCAL enable_seqscan = off");
            }
        }
        var sql = "SELECT n.id, " + distance + " AS distance" + known(among) + " ORDER BY distance LIMIT " + taken;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, Vectors.text(vector));
            bindKnown(query, 2, among);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<Near>();
                while (rows.next()) {
                    found.add(new Near(rows.getString(1), 1 - rows.getDouble(2)));
                }
                return found.stream()
                        .sorted(Near.NEAREST_FIRST)
                        .limit(among.top())
                        .toList();
            }
        }
    }

    // ---- what

    private static List<Hit> hits(Connection connection, List<Near> nearest) throws SQLException {
        var items = NewsStore.byId(connection, nearest.stream().map(Near::id).toList());
        return nearest.stream()
                .flatMap(near ->
                        Optional.ofNullable(items.get(near.id()))
                                .map(item -> new Hit(item, near.similarity()))
                                .stream())
                .toList();
    }
}
