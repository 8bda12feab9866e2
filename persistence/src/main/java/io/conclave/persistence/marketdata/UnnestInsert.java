package io.conclave.persistence.marketdata;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Trade;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many rows in one statement, an array a column, leaving out those that are there. Needs no table of its own. */
final class UnnestInsert {
    /** In the order of {@link CopyText}. */
    static final String COLUMNS = "symbol, kind, event_time, source_id, open_time, open_price, high_price, low_price,"
            + " price, quantity, ingested_at";

    private static final String[] TYPES = {
        "text", "text", "bigint", "text", "bigint", "numeric", "numeric", "numeric", "numeric", "numeric", "bigint"
    };
    private static final String INSERT = "INSERT INTO market_data (" + COLUMNS + ") SELECT * FROM unnest("
            + "?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[],"
            + " ?::numeric[], ?::numeric[], ?::bigint[]) ON CONFLICT DO NOTHING";

    private UnnestInsert() {}

    /** @return how many were not there */
    static int run(Connection connection, List<MarketRow> rows, long ingestedNanos) throws SQLException {
        var columns = columns(rows, ingestedNanos);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < TYPES.length; i++) {
                Array array = connection.createArrayOf(TYPES[i], columns[i]);
                insert.setArray(i + 1, array);
            }
            return insert.executeUpdate();
        }
    }

    private static @Nullable String[][] columns(List<MarketRow> rows, long ingestedNanos) {
        var columns = new @Nullable String[TYPES.length][rows.size()];
        var ingested = Long.toString(ingestedNanos);
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            columns[0][i] = row.symbol().name();
            columns[1][i] = row.kind();
            columns[2][i] = Long.toString(row.eventNanos());
            columns[3][i] = row.sourceId();
            switch (row) {
                case MarketRow.OfBar(Bar bar) -> {
                    columns[4][i] = Long.toString(bar.openNanos());
                    columns[5][i] = bar.open().toString();
                    columns[6][i] = bar.high().toString();
                    columns[7][i] = bar.low().toString();
                    columns[8][i] = bar.close().toString();
                    columns[9][i] = bar.volume().toString();
                }
                case MarketRow.OfTrade(Trade trade) -> {
                    columns[8][i] = trade.price().toString();
                    columns[9][i] = trade.amount().toString();
                }
            }
            columns[10][i] = ingested;
        }
        return columns;
    }
}
