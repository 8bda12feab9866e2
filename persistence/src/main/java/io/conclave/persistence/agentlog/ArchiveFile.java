package io.conclave.persistence.agentlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a file of archived rows holds, every row of it found to be what was written.
 *
 * <p>Lines of JSON, packed by gzip: the layout and the day; of each log a line that says where its rows begin and end and
 * what the first is chained to, then the rows, each value the column's text; at last how many logs and rows there were.
 *
 * @param before rows were written down before this day began (UTC)
 * @param parts one of each log, by run, agent and instrument
 */
record ArchiveFile(LocalDate before, List<Part> parts, long rows) {
    static final String LAYOUT = "conclave agent log archive 1";
    static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Rows of one log.
     *
     * @param after the row before the first, 0 if the log begins here
     * @param afterHash its hash
     * @param last more than {@code after}
     */
    record Part(String run, String agent, String symbol, long after, String afterHash, long last, String lastHash) {
        String name() {
            return agent + "/" + symbol + " in run " + run;
        }

        void place(PreparedStatement statement, int from) throws SQLException {
            statement.setString(from, run);
            statement.setString(from + 1, agent);
            statement.setString(from + 2, symbol);
        }
    }

    /**
     * Reads all of it.
     *
     * @throws ArchiveException if it is no such file, not whole, or a row is not what was written; says which
     */
    static ArchiveFile read(Path file) {
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return new Reading(file, lines).all();
        } catch (IOException e) {
            throw new ArchiveException(file + " cannot be read as an archive of agents' logs: " + e.getMessage(), e);
        } catch (DateTimeException | NumberFormatException e) {
            throw new ArchiveException(file + " is no archive of agents' logs, or was altered", e);
        }
    }

    /** One pass over the lines. */
    private static final class Reading {
        private final Path file;
        private final BufferedReader lines;
        private final List<Part> parts = new ArrayList<>();
        private long rows;

        private Reading(Path file, BufferedReader lines) {
            this.file = file;
            this.lines = lines;
        }

        private ArchiveFile all() throws IOException {
            var first = next();
            if (!LAYOUT.equals(first.path("layout").asText())) {
                throw new ArchiveException(file + " is no archive of agents' logs");
            }
            var line = next();
            while (!line.has("logs")) {
                parts.add(part(line));
                line = next();
            }
            if (line.get("logs").asInt() != parts.size()
                    || line.path("rows").asLong() != rows
                    || lines.readLine() != null) {
                throw new ArchiveException(file + " does not hold what its last line says");
            }
            return new ArchiveFile(LocalDate.parse(first.path("before").asText()), List.copyOf(parts), rows);
        }

        private Part part(JsonNode begin) throws IOException {
            long after = Long.parseLong(text(begin, "after"));
            long last = Long.parseLong(text(begin, "last"));
            var hash = text(begin, "after_hash");
            var part = new Part(text(begin, "run"), text(begin, "agent"), text(begin, "symbol"), after, hash, last, "");
            for (long seq = after + 1; seq <= last; seq++) {
                hash = hash(part, seq, hash, next());
                rows++;
            }
            return new Part(part.run(), part.agent(), part.symbol(), after, part.afterHash(), last, hash);
        }

        private String hash(Part part, long seq, String previous, JsonNode line) {
            try {
                var row = LogRow.from(column -> text(line, column));
                var key = row.entry().key();
                var hash = row.hash(previous);
                if (row.seq() == seq
                        && key.run().equals(part.run())
                        && key.agent().name().equals(part.agent())
                        && key.symbol().name().equals(part.symbol())
                        && hash.equals(text(line, "hash"))) {
                    return hash;
                }
            } catch (IllegalArgumentException e) {
                throw new ArchiveException(altered(part, seq), e);
            }
            throw new ArchiveException(altered(part, seq));
        }

        private String altered(Part part, long seq) {
            return "Row " + seq + " of " + part.name() + " is missing from " + file + " or was altered";
        }

        private JsonNode next() throws IOException {
            @Nullable String line = lines.readLine();
            if (line == null) {
                throw new ArchiveException(file + " is cut off");
            }
            try {
                return JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw new ArchiveException(file + " holds a line that is no JSON, so it was altered", e);
            }
        }

        private String text(JsonNode line, String column) {
            var value = line.get(column);
            if (value == null || !value.isTextual()) {
                throw new ArchiveException(file + " holds a line without " + column + ", so it was altered");
            }
            return value.textValue();
        }
    }
}
