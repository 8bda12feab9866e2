package io.conclave.trainer.sentiment;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Brings SEntFiN in: {@code headline_id,headline,entity,sentiment}, gzipped CSV with a header. */
final class LabelledReader {
    private LabelledReader() {}

    static List<Labelled> read(Path file) throws IOException {
        List<Labelled> rows = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(in, StandardCharsets.UTF_8)) {
            for (NamedCsvRecord row : csv) {
                rows.add(new Labelled(row.getField("headline"), row.getField("entity"), label(file, row)));
            }
        }
        return rows;
    }

    private static int label(Path file, NamedCsvRecord row) {
        String word = row.getField("sentiment");
        return switch (word) {
            case "negative" -> 0;
            case "neutral" -> 1;
            case "positive" -> 2;
            default ->
                throw new IllegalArgumentException(file + ", line " + row.getStartingLineNumber() + ": \"" + word
                        + "\" is no sentiment; expected negative, neutral or positive");
        };
    }
}
