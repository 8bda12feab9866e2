package io.conclave.persistence.marketdata;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.ingest.Sink;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.util.List;

/** One insert a row, unless it is there: for the embedded database, which has no COPY. */
final class InsertSink implements Sink<MarketRow> {
    private static final String INSERT = """
            INSERT INTO market_data
                (symbol, kind, event_time, source_id, open_time, open_price, high_price, low_price, price, quantity,
                 ingested_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
            WHERE NOT EXISTS (
                SELECT 1 FROM market_data WHERE symbol = ? AND kind = ? AND event_time = ? AND source_id = ?)
            """;

    private final InstantSource clock;

    InsertSink(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public int write(Connection connection, List<MarketRow> rows) throws SQLException {
        long now = Epoch.nanos(clock.instant());
        int added = 0;
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (var row : rows) {
                key(insert, 1, row);
                switch (row) {
                    case MarketRow.OfBar(Bar bar) -> {
                        insert.setLong(5, bar.openNanos());
                        insert.setBigDecimal(6, decimal(bar.open().e8()));
                        insert.setBigDecimal(7, decimal(bar.high().e8()));
                        insert.setBigDecimal(8, decimal(bar.low().e8()));
                        insert.setBigDecimal(9, decimal(bar.close().e8()));
                        insert.setBigDecimal(10, decimal(bar.volume().e8()));
                    }
                    case MarketRow.OfTrade(Trade trade) -> {
                        insert.setNull(5, Types.BIGINT);
                        insert.setNull(6, Types.NUMERIC);
                        insert.setNull(7, Types.NUMERIC);
                        insert.setNull(8, Types.NUMERIC);
                        insert.setBigDecimal(9, decimal(trade.price().e8()));
                        insert.setBigDecimal(10, decimal(trade.amount().e8()));
                    }
                }
                insert.setLong(11, now);
                key(insert, 12, row);
                insert.addBatch();
            }
            for (int each : insert.executeBatch()) {
                added += each;
            }
        }
        return added;
    }

    private static void key(PreparedStatement insert, int from, MarketRow row) throws SQLException {
        insert.setString(from, row.symbol().name());
        insert.setString(from + 1, row.kind());
        insert.setLong(from + 2, row.eventNanos());
        insert.setString(from + 3, row.sourceId());
    }

    private static BigDecimal decimal(long e8) {
        return BigDecimal.valueOf(e8, 8);
    }

    @Override
    public String name(MarketRow row) {
        return row.toString();
    }
}
