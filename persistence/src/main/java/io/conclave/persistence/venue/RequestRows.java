package io.conclave.persistence.venue;

import static io.conclave.persistence.venue.JdbcPaperMemory.decimal;
import static io.conclave.persistence.venue.JdbcPaperMemory.e8;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.exchange.PaperMemory;
import io.conclave.orchestrator.execution.exchange.PaperMemory.Noted;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was asked of a paper venue, within one transaction: orders in one table, cancels in the other. */
record RequestRows(Connection connection, String run, String account) {
    private static final String WHOSE = " WHERE run = ? AND account = ?";

    /** An order is known by its id; one may ask any number of times for one to be taken back. */
    boolean isKnown(PaperMemory.Request request) throws SQLException {
        return switch (request) {
            case PaperMemory.Submit submit -> sent(submit.order().id()).isPresent();
            case PaperMemory.Replace replace -> sent(replace.replacement().id()).isPresent();
            case PaperMemory.Cancel _ -> false;
        };
    }

    /** When it can count as sent, by what it says itself and what it is about. */
    long earliest(PaperMemory.Request request) throws SQLException {
        return switch (request) {
            case PaperMemory.Submit submit -> submit.order().atNanos();
            case PaperMemory.Replace replace ->
                Math.max(
                        replace.replacement().atNanos(),
                        sent(replace.original()).orElse(0L));
            case PaperMemory.Cancel cancel -> sent(cancel.order()).orElse(0L);
        };
    }

    private Optional<Long> sent(ClientOrderId order) throws SQLException {
        try (var query = mine("SELECT sent_nanos FROM paper_order" + WHOSE + " AND id = ?")) {
            query.setString(3, order.value());
            try (var rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }

    // ---- in

    void insert(Noted noted) throws SQLException {
        switch (noted.request()) {
            case PaperMemory.Submit submit -> insert(noted, submit.order(), Optional.empty());
            case PaperMemory.Replace replace -> insert(noted, replace.replacement(), Optional.of(replace.original()));
            case PaperMemory.Cancel cancel -> {
                var sql =
                        "INSERT INTO paper_cancel (run, account, number, order_id, sent_nanos) VALUES (?, ?, ?, ?, ?)";
                try (var insert = mine(sql)) {
                    insert.setLong(3, noted.number());
                    insert.setString(4, cancel.order().value());
                    insert.setLong(5, noted.sentNanos());
                    insert.executeUpdate();
                }
            }
        }
    }

    private void insert(Noted noted, OrderTicket order, Optional<ClientOrderId> replaces) throws SQLException {
        var sql = "INSERT INTO paper_order (run, account, id, decision, symbol, side, quantity, reference, at_nanos,"
                + " number, sent_nanos, replaces, limit_price, stop_price, time_in_force, good_till_nanos, post_only,"
                + " shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        var terms = order.terms();
        try (var insert = mine(sql)) {
            insert.setString(3, order.id().value());
            insert.setString(4, new DecisionId(order.symbol(), order.atNanos()).toString());
            insert.setString(5, order.symbol().name());
            insert.setString(6, order.side().name());
            insert.setBigDecimal(7, decimal(order.quantity().e8()));
            insert.setBigDecimal(8, decimal(order.reference().e8()));
            insert.setLong(9, order.atNanos());
            insert.setLong(10, noted.number());
            insert.setLong(11, noted.sentNanos());
            insert.setString(12, replaces.map(ClientOrderId::value).orElse(null));
            insert.setBigDecimal(
                    13, terms.limit().map(price -> decimal(price.e8())).orElse(null));
            insert.setBigDecimal(
                    14, terms.stop().map(price -> decimal(price.e8())).orElse(null));
            insert.setString(15, terms.timeInForce().name());
            insert.setLong(16, terms.goodTillNanos());
            insert.setBoolean(17, terms.postOnly());
            insert.setBigDecimal(
                    18, terms.shown().map(shown -> decimal(shown.e8())).orElse(null));
            insert.executeUpdate();
        }
    }

    // ---- out

    /** By number. */
    List<Noted> after(long number) throws SQLException {
        var requests = new ArrayList<Noted>();
        var orders =
                "SELECT number, sent_nanos, id, symbol, side, quantity, reference, at_nanos, replaces, limit_price,"
                        + " stop_price, time_in_force, good_till_nanos, post_only, shown FROM paper_order" + WHOSE
                        + " AND number > ?";
        try (var query = mine(orders)) {
            query.setLong(3, number);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    requests.add(new Noted(rows.getLong(1), rows.getLong(2), order(rows)));
                }
            }
        }
        var cancels = "SELECT number, sent_nanos, order_id FROM paper_cancel" + WHOSE + " AND number > ?";
        try (var query = mine(cancels)) {
            query.setLong(3, number);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var cancel = new PaperMemory.Cancel(new ClientOrderId(rows.getString(3)));
                    requests.add(new Noted(rows.getLong(1), rows.getLong(2), cancel));
                }
            }
        }
        requests.sort(Comparator.comparingLong(Noted::number));
        return requests;
    }

    private static PaperMemory.Request order(ResultSet row) throws SQLException {
        var order = new OrderTicket(
                new ClientOrderId(row.getString("id")),
                new Symbol(row.getString("symbol")),
                Side.valueOf(row.getString("side")),
                new Quantity(e8(row.getBigDecimal("quantity"))),
                new OrderTerms(
                        price(row, "limit_price"),
                        price(row, "stop_price"),
                        TimeInForce.valueOf(row.getString("time_in_force")),
                        row.getLong("good_till_nanos"),
                        row.getBoolean("post_only"),
                        Optional.ofNullable(row.getBigDecimal("shown")).map(shown -> new Quantity(e8(shown)))),
                new Price(e8(row.getBigDecimal("reference"))),
                row.getLong("at_nanos"));
        var replaces = Optional.ofNullable(row.getString("replaces"));
        return replaces.isPresent()
                ? new PaperMemory.Replace(new ClientOrderId(replaces.get()), order)
                : new PaperMemory.Submit(order);
    }

    private static Optional<Price> price(ResultSet row, String column) throws SQLException {
        BigDecimal price = row.getBigDecimal(column);
        return Optional.ofNullable(price).map(amount -> new Price(e8(amount)));
    }

    private PreparedStatement mine(String sql) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setString(1, run);
        statement.setString(2, account);
        return statement;
    }
}
