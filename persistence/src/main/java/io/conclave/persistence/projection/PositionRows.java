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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of {@code positions}: read when a group first fills an account's instrument, added to, written at its end. */
final class PositionRows {
    private record Held(Position position, Money fees, long fills) {
        private static final Held NOTHING = new Held(Position.FLAT, Money.ZERO, 0);

        Held after(Fill fill) {
            return new Held(position.after(fill), fees.plus(fill.fee()), fills + 1);
        }
    }

    private final Connection connection;
    private final Rows rows;
    private final String run;
    private final Map<String, Map<Symbol, Held>> held = new TreeMap<>();

    PositionRows(Connection connection, Rows rows, String run) {
        this.connection = connection;
        this.rows = rows;
        this.run = run;
    }

    void filled(String account, Fill fill) throws SQLException {
        var holding = held.computeIfAbsent(account, a -> new TreeMap<>());
        var before = holding.get(fill.symbol());
        var after = (before == null ? stored(account, fill.symbol()) : before).after(fill);
        holding.put(fill.symbol(), after);
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

    private Held stored(String account, Symbol symbol) throws SQLException {
        var sql = "SELECT realised, fees, fills, lots FROM positions WHERE run = ? AND account = ? AND symbol = ?";
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            query.setString(2, account);
            query.setString(3, symbol.name());
            try (var row = query.executeQuery()) {
                return row.next()
                        ? new Held(
                                new Position(lots(row.getString(4)), money(row.getBigDecimal(1))),
                                money(row.getBigDecimal(2)),
                                row.getLong(3))
                        : Held.NOTHING;
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
