package io.conclave.persistence.marketdata;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads bars and trades back, in the order they happened.
 *
 * <p>Trades of one moment come by id: shorter ids first, then by code point, which is the order of ordinals behind the same
 * source. Times are UTC epoch nanoseconds.
 *
 * <p>Every method throws {@link IllegalStateException} if the database cannot be read.
 */
public final class MarketDataStore {
    private static final int FETCH = 5_000;
    private static final String BARS = """
            SELECT open_time, event_time, open_price, high_price, low_price, price, quantity
            FROM market_data
            WHERE symbol = ? AND kind = 'bar' AND event_time > ? AND event_time <= ? AND source_id = ?
            ORDER BY event_time
            """;
    private static final String TRADES = """
            SELECT source_id, event_time, price, quantity
            FROM market_data
            WHERE symbol = ? AND kind = 'trade' AND event_time > ? AND event_time <= ?
            ORDER BY event_time, length(source_id), source_id
            """;
    private static final String NEWEST_BAR = """
            SELECT open_time, event_time, open_price, high_price, low_price, price, quantity
            FROM market_data
            WHERE symbol = ? AND kind = 'bar' AND event_time <= ? AND source_id = ?
            ORDER BY event_time DESC
            FETCH FIRST 1 ROW ONLY
            """;
    private static final String COUNT =
            "SELECT count(*) FROM market_data WHERE symbol = ? AND kind = 'trade' AND event_time > ? AND event_time <= ?";

    private final DataSource database;

    /** @param database migrated */
    public MarketDataStore(DataSource database) {
        this.database = database;
    }

    /**
     * Bars of a length that closed in a stretch, oldest first.
     *
     * @param afterNanos exclusive
     * @param upToNanos inclusive
     */
    public List<Bar> bars(Symbol symbol, Duration length, long afterNanos, long upToNanos) {
        return read(BARS, statement -> {
            statement.setString(1, symbol.name());
            statement.setLong(2, afterNanos);
            statement.setLong(3, upToNanos);
            statement.setString(4, MarketRow.lengthId(length.toNanos()));
            return all(statement, row -> bar(symbol, row));
        });
    }

    /**
     * Trades of a stretch, in the order they happened.
     *
     * @param afterNanos exclusive
     * @param upToNanos inclusive
     */
    public List<Trade> trades(Symbol symbol, long afterNanos, long upToNanos) {
        return read(TRADES, statement -> {
            statement.setString(1, symbol.name());
            statement.setLong(2, afterNanos);
            statement.setLong(3, upToNanos);
            return all(statement, row -> trade(symbol, row));
        });
    }

    /** The newest bar of a length that had closed at that moment. */
    public Optional<Bar> latest(Symbol symbol, Duration length, long asOfNanos) {
        return read(NEWEST_BAR, statement -> {
            statement.setString(1, symbol.name());
            statement.setLong(2, asOfNanos);
            statement.setString(3, MarketRow.lengthId(length.toNanos()));
            return all(statement, row -> bar(symbol, row)).stream().findFirst();
        });
    }

    /**
     * How many trades of a bar are not stored yet.
     *
     * @param wanted how many its feed says there are after {@code openNanos} and up to {@code closeNanos}
     * @return 0 if all are there
     */
    public int missing(Symbol symbol, long openNanos, long closeNanos, int wanted) {
        return read(COUNT, statement -> {
            statement.setString(1, symbol.name());
            statement.setLong(2, openNanos);
            statement.setLong(3, closeNanos);
            try (ResultSet count = statement.executeQuery()) {
                count.next();
                return (int) Math.max(0, wanted - count.getLong(1));
            }
        });
    }

    private static Bar bar(Symbol symbol, ResultSet row) throws SQLException {
        return new Bar(
                symbol,
                row.getLong(1),
                row.getLong(2),
                new Price(e8(row, 3)),
                new Price(e8(row, 4)),
                new Price(e8(row, 5)),
                new Price(e8(row, 6)),
                new Quantity(e8(row, 7)));
    }

    private static Trade trade(Symbol symbol, ResultSet row) throws SQLException {
        return new Trade(symbol, row.getString(1), row.getLong(2), new Price(e8(row, 3)), new Quantity(e8(row, 4)));
    }

    private static long e8(ResultSet row, int column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value.movePointRight(8).longValueExact();
    }

    private interface Query<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private interface Reading<T> {
        T from(ResultSet row) throws SQLException;
    }

    private <T> T read(String sql, Query<T> query) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return query.run(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Market data cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> List<T> all(PreparedStatement statement, Reading<T> reading) throws SQLException {
        statement.setFetchSize(FETCH);
        var found = new ArrayList<T>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(reading.from(rows));
            }
        }
        return List.copyOf(found);
    }
}
