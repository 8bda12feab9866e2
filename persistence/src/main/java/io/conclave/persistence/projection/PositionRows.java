package io.conclave.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.portfolio.Lot;
import io.conclave.domain.portfolio.Position;
import io.conclave.domain.unit.Money;
import io.conclave.persistence.journal.JournalJson;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of {@code positions}: read when a group holds its first fill, added to, written at its end. */
final class PositionRows {
    private record Held(Position position, Money fees, long fills) {
        private static final Held NOTHING = new Held(Position.FLAT, Money.ZERO, 0);

        Held after(Fill fill) {
            return new Held(position.after(fill), fees.plus(fill.fee()), fills + 1);
        }
    }

    private record Key(String account, Symbol symbol) {}

    private final Connection connection;
    private final Rows rows;
    private final String run;
    private final Map<Key, Held> held = new HashMap<>();
    private boolean isRead;

    PositionRows(Connection connection, Rows rows, String run) {
        this.connection = connection;
        this.rows = rows;
        this.run = run;
    }

    void filled(String account, Fill fill) throws SQLException {
        if (!isRead) {
            read();
        }
        var after =
                held.getOrDefault(new Key(account, fill.symbol()), Held.NOTHING).after(fill);
        held.put(new Key(account, fill.symbol()), after);
        Row.of("positions")
                .key("run", run)
                .key("account", account)
                .key("symbol", fill.symbol().name())
                .set("quantity", Decimals.of(after.position().quantity()))
                .set("realised", Decimals.of(after.position().realised()))
                .set("fees", Decimals.of(after.fees()))
                .set("fills", after.fills())
                .set("at_nanos", fill.atNanos())
                .set("lots", JournalJson.text(after.position().lots()))
                .write(rows);
    }

    /** All of the run at once: they are few, and a question each costs more. */
    private void read() throws SQLException {
        isRead = true;
        var sql = "SELECT account, symbol, realised, fees, fills, lots FROM positions WHERE run = ?";
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    var position = new Position(lots(row.getString(6)), money(row.getBigDecimal(3)));
                    held.put(
                            new Key(row.getString(1), new Symbol(row.getString(2))),
                            new Held(position, money(row.getBigDecimal(4)), row.getLong(5)));
                }
            }
        }
    }

    private static Money money(BigDecimal value) {
        return new Money(value.movePointRight(8).longValueExact());
    }

    private static List<Lot> lots(String json) {
        try {
            return JournalJson.mapper().readValue(json, new TypeReference<List<Lot>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A position's lots cannot be read: rebuild the projections of the run", e);
        }
    }
}
