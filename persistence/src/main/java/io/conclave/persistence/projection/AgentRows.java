package io.conclave.persistence.projection;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.consensus.Seat;
import io.conclave.orchestrator.consensus.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows of {@code agents}: who sits in an instrument's federation, what it has voted, and how far it is believed. */
final class AgentRows {
    private record Votes(long cast, long abstained) {
        private static final Votes NONE = new Votes(0, 0);
    }

    private final Connection connection;
    private final Rows rows;
    private final String run;
    private final Map<String, SortedMap<AgentId, Votes>> known = new TreeMap<>();

    AgentRows(Connection connection, Rows rows, String run) {
        this.connection = connection;
        this.rows = rows;
        this.run = run;
    }

    /** A federation as it was founded, or as it learned: every seat with its score. */
    void seated(String symbol, Federation federation) throws SQLException {
        for (Seat seat : federation.seats()) {
            seat(symbol, seat.agent(), seat.standing());
            row(symbol, seat.agent())
                    .set("scored", seat.score().rounds())
                    .set("loss", seat.score().loss())
                    .set("served_loss", seat.score().servedLoss())
                    .update(rows);
        }
    }

    /** Somebody who has done nothing yet; who has a row keeps it. */
    void seat(String symbol, AgentId agent, Standing standing) throws SQLException {
        if (votes(symbol).putIfAbsent(agent, Votes.NONE) == null) {
            row(symbol, agent)
                    .set("standing", standing.name())
                    .set("votes_cast", 0L)
                    .set("abstentions", 0L)
                    .set("scored", 0L)
                    .set("loss", 0.0)
                    .set("served_loss", 0.0)
                    .write(rows);
        }
    }

    void ordered(String symbol, AgentId agent, Standing standing) {
        row(symbol, agent).set("standing", standing.name()).update(rows);
    }

    void voted(String symbol, Vote vote) throws SQLException {
        var agent = vote.agent();
        seat(symbol, agent, Standing.ACTIVE);
        var before = votes(symbol).getOrDefault(agent, Votes.NONE);
        var after = switch (vote.ballot()) {
            case Ballot.Cast _ -> new Votes(before.cast() + 1, before.abstained());
            case Ballot.Abstained _ -> new Votes(before.cast(), before.abstained() + 1);
        };
        votes(symbol).put(agent, after);
        row(symbol, agent)
                .set("votes_cast", after.cast())
                .set("abstentions", after.abstained())
                .set("voted_at", vote.decision().asOfNanos())
                .update(rows);
    }

    /** @param weights of those awake */
    void weighed(String symbol, SortedMap<AgentId, Double> weights) throws SQLException {
        for (AgentId agent : votes(symbol).keySet()) {
            row(symbol, agent).set("weight", weights.get(agent)).update(rows);
        }
    }

    private SortedMap<AgentId, Votes> votes(String symbol) throws SQLException {
        var there = known.get(symbol);
        if (there == null) {
            there = stored(symbol);
            known.put(symbol, there);
        }
        return there;
    }

    private SortedMap<AgentId, Votes> stored(String symbol) throws SQLException {
        var sql = "SELECT agent, votes_cast, abstentions FROM agents WHERE run = ? AND symbol = ?";
        var votes = new TreeMap<AgentId, Votes>();
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            query.setString(2, symbol);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    votes.put(new AgentId(row.getString(1)), new Votes(row.getLong(2), row.getLong(3)));
                }
            }
        }
        return votes;
    }

    private Row row(String symbol, AgentId agent) {
        return Row.of("agents").key("run", run).key("symbol", symbol).key("agent", agent.name());
    }
}
