package io.conclave.persistence.readmodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Lot;
import io.conclave.domain.portfolio.Position;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Provenance;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.persistence.journal.JournalJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Rows of the read models as the trade's nouns. Columns are found by name. */
final class Rows {
    private Rows() {}

    static RunView run(ResultSet row) throws SQLException {
        long asOf = row.getLong("as_of");
        var known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(asOf);
        return new RunView(
                row.getString("run"),
                text(row, "tape_id"),
                text(row, "settings_hash"),
                row.getInt("steps"),
                known,
                text(row, "run_hash"));
    }

    static DecisionView decision(ResultSet row) throws SQLException {
        return new DecisionView(
                decisionId(row),
                price(row, "close_price"),
                new Barriers(fraction(row, "barrier_up"), fraction(row, "barrier_down")),
                fraction(row, "held"),
                verdict(row),
                optionalFraction(row, "allowed"),
                text(row, "outcome").map(Outcome::valueOf),
                text(row, "link"));
    }

    private static Optional<DecisionView.Verdict> verdict(ResultSet row) throws SQLException {
        var stance = text(row, "stance");
        if (stance.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DecisionView.Verdict(
                stance.get(),
                fraction(row, "target"),
                row.getString("cause"),
                List.of(row.getDouble("q_down"), row.getDouble("q_flat"), row.getDouble("q_up"))));
    }

    static VoteView vote(ResultSet row) throws SQLException {
        var made = new Provenance(
                row.getString("model_id"),
                row.getString("prompt_hash"),
                row.getInt("tokens"),
                row.getLong("cost_micros"),
                row.getLong("latency_nanos"));
        double weight = row.getDouble("weight");
        var counted = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(weight);
        var vote = new Vote(
                decisionId(row),
                new AgentId(row.getString("agent")),
                ballot(row),
                json(row.getString("evidence"), new TypeReference<List<String>>() {}),
                made);
        return new VoteView(vote, counted);
    }

    private static Ballot ballot(ResultSet row) throws SQLException {
        var reason = text(row, "abstained");
        if (reason.isPresent()) {
            return new Ballot.Abstained(Ballot.Reason.valueOf(reason.get()), row.getString("detail"));
        }
        return new Ballot.Cast(new Forecast(row.getInt("down_ppm"), row.getInt("flat_ppm"), row.getInt("up_ppm")));
    }

    static VetoView veto(ResultSet row) throws SQLException {
        return new VetoView(row.getString("reason"), fraction(row, "asked"), fraction(row, "allowed"));
    }

    static OrderView order(ResultSet row) throws SQLException {
        var decision = decisionId(row);
        var intent = new OrderIntent(
                new ClientOrderId(row.getString("id")),
                decision,
                decision.symbol(),
                Side.valueOf(row.getString("side")),
                quantity(row, "quantity"),
                price(row, "reference"),
                row.getLong("at_nanos"));
        var order = new Order(intent, OrderState.valueOf(row.getString("state")), quantity(row, "filled"));
        return new OrderView(row.getString("account"), order);
    }

    /** Whoever meant it; {@code worth} is what its fills are worth, zero where others' count as its own. */
    static DeskOrder deskOrder(ResultSet row) throws SQLException {
        var id = new ClientOrderId(row.getString("id"));
        var name = text(row, "name");
        var terms = text(row, "terms");
        var ticket = new OrderTicket(
                id,
                new Symbol(row.getString("symbol")),
                Side.valueOf(row.getString("side")),
                quantity(row, "quantity"),
                terms.isPresent() ? json(terms.get(), new TypeReference<OrderTerms>() {}) : OrderTerms.market(),
                price(row, "reference"),
                row.getLong("at_nanos"));
        return new DeskOrder(
                ticket,
                name.orElse(id.value()),
                text(row, "actor").orElse(DeskOrder.CONSENSUS),
                name.isPresent() ? Optional.empty() : Optional.of(decisionId(row)),
                OrderState.valueOf(row.getString("state")),
                quantity(row, "filled"),
                worth(row),
                text(row, "replaces").map(ClientOrderId::new),
                text(row, "replacement").map(ClientOrderId::new),
                text(row, "why").orElse(""));
    }

    /** A price times a quantity has twice the places. */
    private static Money worth(ResultSet row) throws SQLException {
        @Nullable BigDecimal sum = row.getBigDecimal("worth");
        return sum == null || row.getBigDecimal("carried").signum() > 0
                ? Money.ZERO
                : new Money(scaled(sum.setScale(8, RoundingMode.HALF_EVEN), 8));
    }

    static FillView fill(ResultSet row) throws SQLException {
        var fill = new Fill(
                row.getString("id"),
                new ClientOrderId(row.getString("order_id")),
                new Symbol(row.getString("symbol")),
                Side.valueOf(row.getString("side")),
                quantity(row, "quantity"),
                price(row, "price"),
                money(row, "fee"),
                row.getLong("at_nanos"));
        return new FillView(row.getString("account"), fill, row.getBoolean("booked"));
    }

    static EquityPoint equity(ResultSet row) throws SQLException {
        return new EquityPoint(
                row.getLong("as_of"),
                money(row, "cash"),
                money(row, "equity"),
                json(row.getString("marks"), new TypeReference<SortedMap<Symbol, Price>>() {}));
    }

    static WeightPoint weight(ResultSet row) throws SQLException {
        return new WeightPoint(row.getLong("as_of"), row.getString("agent"), row.getDouble("weight"));
    }

    static PositionView position(ResultSet row) throws SQLException {
        return new PositionView(
                row.getString("account"),
                new Symbol(row.getString("symbol")),
                new Position(json(row.getString("lots"), new TypeReference<List<Lot>>() {}), money(row, "realised")),
                money(row, "fees"),
                row.getLong("fills"),
                row.getLong("at_nanos"));
    }

    static AgentView agent(ResultSet row) throws SQLException {
        double weight = row.getDouble("weight");
        var weighed = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(weight);
        long votedAt = row.getLong("voted_at");
        var voted = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(votedAt);
        return new AgentView(
                new Symbol(row.getString("symbol")),
                new AgentId(row.getString("agent")),
                row.getString("standing"),
                weighed,
                row.getLong("votes_cast"),
                row.getLong("abstentions"),
                row.getLong("scored"),
                row.getDouble("loss"),
                row.getDouble("served_loss"),
                voted);
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static DecisionId decisionId(ResultSet row) throws SQLException {
        return new DecisionId(new Symbol(row.getString("symbol")), row.getLong("as_of"));
    }

    private static Price price(ResultSet row, String column) throws SQLException {
        return new Price(scaled(row.getBigDecimal(column), 8));
    }

    private static Quantity quantity(ResultSet row, String column) throws SQLException {
        return new Quantity(scaled(row.getBigDecimal(column), 8));
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        return new Money(scaled(row.getBigDecimal(column), 8));
    }

    private static Fraction fraction(ResultSet row, String column) throws SQLException {
        return new Fraction(scaled(row.getBigDecimal(column), 6));
    }

    private static Optional<Fraction> optionalFraction(ResultSet row, String column) throws SQLException {
        @Nullable BigDecimal value = row.getBigDecimal(column);
        return value == null ? Optional.empty() : Optional.of(new Fraction(scaled(value, 6)));
    }

    private static long scaled(BigDecimal value, int decimals) {
        return value.movePointRight(decimals).longValueExact();
    }

    private static <T> T json(String text, TypeReference<T> type) {
        try {
            return JournalJson.mapper().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A read model holds JSON that cannot be read; project it again", e);
        }
    }
}
