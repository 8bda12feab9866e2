package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * A row of {@code agent_logs}, all but its hash, and how it is hashed.
 *
 * @param seq its place in its chain, from 1
 * @param id tells a repeated write from a repeated thought
 * @param attempt 1, or more if the agent was asked again before its vote was journalled
 * @param recordedAtNanos wall clock, UTC epoch nanoseconds
 */
record LogRow(AgentLog.Entry entry, long seq, String id, int attempt, long recordedAtNanos) {
    /** What the first row of a chain is chained to. */
    static final String GENESIS = "0".repeat(64);

    static final String COLUMNS = "run, agent, symbol, seq, id, as_of, attempt, model_id, prompt_hash, response_hash,"
            + " inputs, outputs, tokens, cost_micros, latency_nanos, recorded_at, hash";
    static final String INSERT =
            "INSERT INTO agent_logs (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Names the layout of the bytes below; a new layout would be told by another name. */
    private static final String LAYOUT = "conclave agent log 1";

    /** SHA-256, hex, of the hash before this row and of every column, each with its length. */
    String hash(String previous) {
        try (var bytes = new ByteArrayOutputStream(1024);
                var out = new DataOutputStream(bytes)) {
            text(out, LAYOUT);
            text(out, previous);
            text(out, entry.key().run());
            text(out, entry.key().agent().name());
            text(out, entry.key().symbol().name());
            out.writeLong(seq);
            text(out, id);
            out.writeLong(entry.atNanos());
            out.writeInt(attempt);
            text(out, entry.modelId());
            text(out, entry.promptHash());
            text(out, entry.responseHash());
            text(out, entry.inputs());
            text(out, entry.outputs());
            out.writeInt(entry.tokens());
            out.writeLong(entry.costMicros());
            out.writeLong(entry.latencyNanos());
            out.writeLong(recordedAtNanos);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes every byte", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    void bind(PreparedStatement insert, String hash) throws SQLException {
        insert.setString(1, entry.key().run());
        insert.setString(2, entry.key().agent().name());
        insert.setString(3, entry.key().symbol().name());
        insert.setLong(4, seq);
        insert.setString(5, id);
        insert.setLong(6, entry.atNanos());
        insert.setInt(7, attempt);
        insert.setString(8, entry.modelId());
        insert.setString(9, entry.promptHash());
        insert.setString(10, entry.responseHash());
        insert.setString(11, entry.inputs());
        insert.setString(12, entry.outputs());
        insert.setInt(13, entry.tokens());
        insert.setLong(14, entry.costMicros());
        insert.setLong(15, entry.latencyNanos());
        insert.setLong(16, recordedAtNanos);
        insert.setString(17, hash);
    }

    /** Where a row's columns are read from, as text. */
    @FunctionalInterface
    interface Columns<E extends Exception> {
        String text(String column) throws E;
    }

    static LogRow of(ResultSet row) throws SQLException {
        return LogRow.<SQLException>from(row::getString);
    }

    /** @throws IllegalArgumentException if no agent could have written it */
    static <E extends Exception> LogRow from(Columns<E> row) throws E {
        var key = new AgentKey(row.text("run"), new AgentId(row.text("agent")), new Symbol(row.text("symbol")));
        return new LogRow(
                new AgentLog.Entry(
                        key,
                        new DecisionId(key.symbol(), Long.parseLong(row.text("as_of"))),
                        row.text("prompt_hash"),
                        row.text("response_hash"),
                        row.text("inputs"),
                        row.text("outputs"),
                        row.text("model_id"),
                        Integer.parseInt(row.text("tokens")),
                        Long.parseLong(row.text("cost_micros")),
                        Long.parseLong(row.text("latency_nanos"))),
                Long.parseLong(row.text("seq")),
                row.text("id"),
                Integer.parseInt(row.text("attempt")),
                Long.parseLong(row.text("recorded_at")));
    }
}
