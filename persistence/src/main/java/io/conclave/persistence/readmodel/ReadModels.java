package io.conclave.persistence.readmodel;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.DeskOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The history of runs, as far as it is projected; a little behind the journal. Every question names its run.
 *
 * <p>Blocks on the database: ask from a thread that may wait. A database that does not answer throws.
 */
public final class ReadModels {
    private static final String ORDERS = "SELECT o.*, (SELECT SUM(f.price * f.quantity) FROM fills f"
            + " WHERE f.run = o.run AND f.order_id = o.id) AS worth FROM orders o WHERE o.run = ?";
    private static final String FINAL = Stream.of(OrderState.values())
            .filter(OrderState::isFinal)
            .map(state -> "'" + state + "'")
            .collect(Collectors.joining(", "));

    private final DataSource database;

    /** @param database the read pool */
    public ReadModels(DataSource database) {
        this.database = database;
    }

    /** Every run projected, by name. */
    public List<RunView> runs() {
        return list("SELECT * FROM runs ORDER BY run", Rows::run);
    }

    public Optional<RunView> run(String run) {
        return list("SELECT * FROM runs WHERE run = ?", Rows::run, run).stream().findFirst();
    }

    /** Decisions on every instrument, or on one. Rounds that were not opened yet are not among them. */
    public List<DecisionView> decisions(String run, Optional<Symbol> symbol, Page page) {
        var where = "SELECT * FROM decisions WHERE run = ? AND close_price IS NOT NULL AND " + page.where("as_of");
        var order = " ORDER BY " + page.order("as_of") + ", symbol FETCH FIRST " + page.limit() + " ROWS ONLY";
        return symbol.isPresent()
                ? list(
                        where + " AND symbol = ?" + order,
                        Rows::decision,
                        run,
                        page.from(),
                        symbol.get().name())
                : list(where + order, Rows::decision, run, page.from());
    }

    /** One decision with all its votes, vetoes, orders and fills. */
    public Optional<DecisionStory> decision(String run, DecisionId id) {
        String symbol = id.symbol().name();
        long asOf = id.asOfNanos();
        var votes = list(at("votes") + " ORDER BY agent", Rows::vote, run, symbol, asOf);
        var vetoes = list(at("vetoes") + " ORDER BY ordinal", Rows::veto, run, symbol, asOf);
        var orders = list(at("orders") + " ORDER BY id", Rows::order, run, symbol, asOf);
        var fills = list(
                "SELECT f.* FROM fills f JOIN orders o ON o.run = f.run AND o.id = f.order_id"
                        + " WHERE o.run = ? AND o.symbol = ? AND o.as_of = ? ORDER BY f.at_nanos, f.id",
                Rows::fill,
                run,
                symbol,
                asOf);
        return list(
                        at("decisions") + " AND close_price IS NOT NULL",
                        row -> new DecisionStory(
                                Rows.decision(row),
                                votes,
                                vetoes,
                                orders,
                                fills,
                                row.getString("facts"),
                                Rows.text(row, "consensus"),
                                Rows.text(row, "certificate")),
                        run,
                        symbol,
                        asOf)
                .stream()
                .findFirst();
    }

    public List<VoteView> votes(String run, Symbol symbol, Page page) {
        return list(
                paged("votes", "run = ? AND symbol = ?", "as_of", "agent", page),
                Rows::vote,
                run,
                symbol.name(),
                page.from());
    }

    public List<OrderView> orders(String run, Page page) {
        return list(paged("orders", "run = ?", "as_of", "id", page), Rows::order, run, page.from());
    }

    /** One order, whoever meant it. */
    public Optional<DeskOrder> order(String run, ClientOrderId id) {
        return list(ORDERS + " AND o.id = ?", Rows::deskOrder, run, id.value()).stream()
                .findFirst();
    }

    /** Orders, whoever meant them: the newest first, those of one moment by id. */
    public List<DeskOrder> orders(String run, OrderSearch search) {
        var sql = new StringBuilder(ORDERS);
        var parameters = new ArrayList<Object>(List.of(run));
        search.symbol().ifPresent(symbol -> {
            sql.append(" AND o.symbol = ?");
            parameters.add(symbol.name());
        });
        search.open()
                .ifPresent(open -> sql.append(" AND o.state ")
                        .append(open ? "NOT IN (" : "IN (")
                        .append(FINAL)
                        .append(")"));
        search.after().ifPresent(last -> {
            sql.append(" AND (o.at_nanos < ? OR (o.at_nanos = ? AND o.id > ?))");
            parameters.addAll(List.of(last.atNanos(), last.atNanos(), last.id().value()));
        });
        sql.append(" ORDER BY o.at_nanos DESC, o.id FETCH FIRST ")
                .append(search.limit())
                .append(" ROWS ONLY");
        return list(sql.toString(), Rows::deskOrder, parameters.toArray());
    }

    public List<FillView> fills(String run, Page page) {
        return list(paged("fills", "run = ?", "at_nanos", "id", page), Rows::fill, run, page.from());
    }

    public List<EquityPoint> equity(String run, String account, Page page) {
        return list(
                paged("equity", "run = ? AND account = ?", "as_of", "account", page),
                Rows::equity,
                run,
                account,
                page.from());
    }

    public List<WeightPoint> weights(String run, Symbol symbol, Page page) {
        return list(
                paged("agent_weights", "run = ? AND symbol = ?", "as_of", "agent", page),
                Rows::weight,
                run,
                symbol.name(),
                page.from());
    }

    /** What a run's accounts hold, by account and symbol. */
    public List<PositionView> positions(String run) {
        return list("SELECT * FROM positions WHERE run = ? ORDER BY account, symbol", Rows::position, run);
    }

    /** Every agent of every instrument's federation, by symbol and name. */
    public List<AgentView> agents(String run) {
        return list("SELECT * FROM agents WHERE run = ? ORDER BY symbol, agent", Rows::agent, run);
    }

    private static String at(String table) {
        return "SELECT * FROM " + table + " WHERE run = ? AND symbol = ? AND as_of = ?";
    }

    private static String paged(String table, String where, String time, String tie, Page page) {
        var order = " ORDER BY " + page.order(time);
        return "SELECT * FROM (SELECT * FROM " + table + " WHERE " + where + " AND " + page.where(time) + order
                + " FETCH FIRST " + page.limit() + " ROWS WITH TIES) paged" + order + ", " + tie;
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            var found = new ArrayList<T>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The read models cannot be read: " + e.getMessage(), e);
        }
    }
}
