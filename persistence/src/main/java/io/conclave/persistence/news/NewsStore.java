package io.conclave.persistence.news;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.domain.market.Symbol;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A {@link NewsWire} over the tables {@code news} and {@code news_symbol}; grows, and never forgets.
 *
 * <p>Candidates are exact: by symbol and {@code ingested_at <= as_of}, in SQL. Order is by time of ingestion, then by id,
 * compared by code point and not by the server's locale, so that every store gives the same list.
 */
public final class NewsStore implements NewsWire {
    private static final String KNOWN = """
            SELECT n.id, n.published_at, n.ingested_at, n.source, n.headline, n.body, s.symbol
            FROM news_symbol k
            JOIN news n ON n.id = k.news_id
            JOIN news_symbol s ON s.news_id = n.id
            WHERE k.symbol = ? AND k.ingested_at <= ? AND k.published_at > ?
            """;

    private static final String BY_ID = """
            SELECT n.id, n.published_at, n.ingested_at, n.source, n.headline, n.body, s.symbol
            FROM news n JOIN news_symbol s ON s.news_id = n.id
            WHERE n.id = ANY(?)
            """;
    private static final String NEW =
            "INSERT INTO news (id, published_at, ingested_at, source, headline, body, content_hash)"
                    + " SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM news WHERE id = ? OR content_hash = ?)";
    /** Another node may bring the same in this moment. */
    private static final String UNLESS_BROUGHT = " ON CONFLICT DO NOTHING";

    private final DataSource database;

    /** @param database migrated */
    public NewsStore(DataSource database) {
        this.database = database;
    }

    /**
     * Takes news in; an item whose id or content is known already changes nothing, since what was known then must stay as it
     * was.
     *
     * @return how many were new
     */
    public int add(Collection<NewsItem> items) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            int added = 0;
            for (var item : items) {
                added += add(connection, item);
            }
            connection.commit();
            return added;
        } catch (SQLException e) {
            throw new IllegalStateException("News cannot be stored: " + e.getMessage(), e);
        }
    }

    @Override
    public List<NewsItem> items(Symbol symbol, long publishedAfterNanos, long asOfNanos) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(KNOWN)) {
            query.setString(1, symbol.name());
            query.setLong(2, asOfNanos);
            query.setLong(3, publishedAfterNanos);
            Map<String, NewsItem> found = new LinkedHashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.merge(rows.getString("id"), item(rows), NewsStore::withSymbolsOfBoth);
                }
            }
            var ordered = new ArrayList<>(found.values());
            ordered.sort(Comparator.comparingLong(NewsItem::ingestedNanos).thenComparing(NewsItem::id));
            return List.copyOf(ordered);
        } catch (SQLException e) {
            throw new IllegalStateException("News cannot be read: " + e.getMessage(), e);
        }
    }

    /** Those that are there, by id. */
    static Map<String, NewsItem> byId(Connection connection, List<String> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setArray(1, connection.createArrayOf("VARCHAR", ids.toArray()));
            Map<String, NewsItem> found = new LinkedHashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.merge(rows.getString("id"), item(rows), NewsStore::withSymbolsOfBoth);
                }
            }
            return found;
        }
    }

    private static NewsItem item(ResultSet row) throws SQLException {
        return new NewsItem(
                row.getString("id"),
                row.getLong("published_at"),
                row.getLong("ingested_at"),
                row.getString("source"),
                row.getString("headline"),
                row.getString("body"),
                List.of(new Symbol(row.getString("symbol"))));
    }

    private static NewsItem withSymbolsOfBoth(NewsItem one, NewsItem other) {
        var symbols = new ArrayList<>(one.symbols());
        symbols.addAll(other.symbols());
        return new NewsItem(
                one.id(), one.publishedNanos(), one.ingestedNanos(), one.source(), one.headline(), one.body(), symbols);
    }

    private static int add(Connection connection, NewsItem item) throws SQLException {
        boolean shared = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
        try (PreparedStatement insert = connection.prepareStatement(shared ? NEW + UNLESS_BROUGHT : NEW)) {
            insert.setString(1, item.id());
            insert.setLong(2, item.publishedNanos());
            insert.setLong(3, item.ingestedNanos());
            insert.setString(4, item.source());
            insert.setString(5, item.headline());
            insert.setString(6, item.body());
            insert.setString(7, item.contentHash());
            insert.setString(8, item.id());
            insert.setString(9, item.contentHash());
            if (insert.executeUpdate() == 0) {
                return 0;
            }
        }
        addSymbols(connection, item);
        return 1;
    }

    private static void addSymbols(Connection connection, NewsItem item) throws SQLException {
        var sql = "INSERT INTO news_symbol (symbol, ingested_at, published_at, news_id) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (var symbol : item.symbols()) {
                insert.setString(1, symbol.name());
                insert.setLong(2, item.ingestedNanos());
                insert.setLong(3, item.publishedNanos());
                insert.setString(4, item.id());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
