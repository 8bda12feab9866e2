package io.conclave.agents.analyst;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.conclave.domain.market.Symbol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Brings news in from CSV or CSV.gz with the columns {@code published_at,ingested_at,source,headline,body,symbols}.
 *
 * <p>Times are ISO-8601 UTC or epoch numbers; symbols are separated by spaces. A row that cannot be read stops the reading with file, line
 * and reason: nothing is dropped silently.
 */
public final class NewsReader {
    private static final List<String> COLUMNS =
            List.of("published_at", "ingested_at", "source", "headline", "body", "symbols");

    private NewsReader() {}

    /** @throws BadNewsException if the file is missing or a row is wrong */
    public static List<NewsItem> read(Path file) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return read(file.toString(), in);
        } catch (NoSuchFileException e) {
            throw new BadNewsException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new BadNewsException(file + ": could not be read: " + e.getMessage(), e);
        }
    }

    static List<NewsItem> readResource(String name) {
        try (InputStream in = NewsReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path beside " + NewsReader.class);
            }
            return read(name, in);
        } catch (IOException e) {
            throw new BadNewsException(name + ": could not be read: " + e.getMessage(), e);
        }
    }

    private static List<NewsItem> read(String file, InputStream in) throws IOException {
        List<NewsItem> items = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(in, StandardCharsets.UTF_8)) {
            for (NamedCsvRecord row : csv) {
                if (items.isEmpty()) {
                    demandColumns(file, row);
                }
                items.add(item(file, row));
            }
        } catch (CsvParseException e) {
            throw new BadNewsException(file + ": is no CSV: " + e.getMessage(), e);
        }
        if (items.isEmpty()) {
            throw new BadNewsException(file + ": holds no news; expected a header and at least one row");
        }
        return items;
    }

    private static void demandColumns(String file, NamedCsvRecord row) {
        var missing = COLUMNS.stream()
                .filter(column -> !Set.copyOf(row.getHeader()).contains(column))
                .toList();
        if (!missing.isEmpty()) {
            throw new BadNewsException(file + ":1: the header lacks " + String.join(", ", missing));
        }
    }

    private static NewsItem item(String file, NamedCsvRecord row) {
        try {
            return NewsItem.of(
                    Timestamp.nanos(row.getField("published_at")),
                    Timestamp.nanos(row.getField("ingested_at")),
                    row.getField("source"),
                    row.getField("headline"),
                    row.getField("body"),
                    symbols(row.getField("symbols")));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new BadNewsException(file + ":" + row.getStartingLineNumber() + ": " + e.getMessage(), e);
        }
    }

    private static List<Symbol> symbols(String field) {
        if (field.isBlank()) {
            throw new IllegalArgumentException("News must name at least one symbol");
        }
        return List.of(field.strip().split("\\s+")).stream().map(Symbol::new).toList();
    }
}
