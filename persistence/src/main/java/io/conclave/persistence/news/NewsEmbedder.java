package io.conclave.persistence.news;

import io.conclave.persistence.journal.JournalKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Gives stored news the vectors it lacks, so that people find it by what it means; nothing is decided from them.
 *
 * <p>News whose vector was made with other weights counts as lacking one. Two at once do no harm but their work twice.
 */
public final class NewsEmbedder {
    private static final String LACKING = "SELECT id, headline, body FROM news"
            + " WHERE embedding IS NULL OR embedded_by IS NULL OR embedded_by <> ? ORDER BY ingested_at, id LIMIT ?";

    private final DataSource database;
    private final JournalKind kind;
    private final Meaning meaning;

    /** @param database migrated */
    public NewsEmbedder(DataSource database, JournalKind kind, Meaning meaning) {
        this.database = database;
        this.kind = kind;
        this.meaning = meaning;
    }

    /**
     * Embeds some of what lacks a vector, oldest first; some milliseconds each.
     *
     * @return how many, {@code most} if there may be more
     */
    public int embed(int most) {
        try (Connection connection = database.getConnection()) {
            var lacking = lacking(connection, most);
            var vectors = new LinkedHashMap<String, float[]>();
            lacking.forEach((id, text) -> vectors.put(id, meaning.of(text)));
            store(connection, vectors);
            return vectors.size();
        } catch (SQLException e) {
            throw new IllegalStateException("The vectors of news cannot be stored: " + e.getMessage(), e);
        }
    }

    private Map<String, String> lacking(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LACKING)) {
            query.setString(1, meaning.model());
            query.setInt(2, most);
            try (ResultSet rows = query.executeQuery()) {
                var found = new LinkedHashMap<String, String>();
                while (rows.next()) {
                    var body = rows.getString("body");
                    var headline = rows.getString("headline");
                    found.put(rows.getString("id"), body.isBlank() ? headline : headline + ". " + body);
                }
                return found;
            }
        }
    }

    private void store(Connection connection, Map<String, float[]> vectors) throws SQLException {
        var value = switch (kind) {
            case H2 -> "?";
            case POSTGRES -> "CAST(? AS vector)";
        };
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE news SET embedding = " + value + ", embedded_by = ? WHERE id = ?")) {
            for (var each : vectors.entrySet()) {
                switch (kind) {
                    case H2 -> update.setBytes(1, Vectors.bytes(each.getValue()));
                    case POSTGRES -> update.setString(1, Vectors.text(each.getValue()));
                }
                update.setString(2, meaning.model());
                update.setString(3, each.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
