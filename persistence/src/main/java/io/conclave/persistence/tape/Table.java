package io.conclave.persistence.tape;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.conclave.persistence.tape.BadInput.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A CSV file that is being read, line by line; holds no more of it than the line at hand. For one thread. */
final class Table implements AutoCloseable {
    private final String file;
    private final DigestInputStream text;
    private final CloseableIterator<CsvRecord> lines;
    private final Header header;
    private long line = 1;

    private Table(String file, DigestInputStream text) {
        this.file = file;
        this.text = text;
        this.lines = CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)
                .iterator();
        if (!hasNext()) {
            throw new BadInput(
                    Fault.EMPTY, file, 1, "the file is empty; its first line should name the columns: " + expected());
        }
        this.header = Header.of(file, lines.next());
    }

    private static String expected() {
        return Header.expected().replace(" nor ", " or ");
    }

    static Table open(Source source) {
        try {
            return opened(source.name(), source.text());
        } catch (IOException e) {
            throw unreadable(source.name(), 0, e);
        }
    }

    private static Table opened(String file, InputStream text) throws IOException {
        try {
            return new Table(file, new DigestInputStream(text, sha256()));
        } catch (RuntimeException e) {
            text.close();
            throw e;
        }
    }

    Header header() {
        return header;
    }

    /** @throws BadInput if the file cannot be read any further */
    boolean hasNext() {
        try {
            return lines.hasNext();
        } catch (CsvParseException e) {
            throw new BadInput(Fault.MALFORMED, file, line + 1, "this is no CSV: " + root(e));
        } catch (UncheckedIOException e) {
            throw unreadable(file, line + 1, e);
        }
    }

    /** The line as it is, whatever its fields. */
    CsvRecord next() {
        CsvRecord next = lines.next();
        line = next.getStartingLineNumber();
        return next;
    }

    /** SHA-256 of all the text read, hex; asked for when there is no next line. */
    String digest() {
        return HexFormat.of().formatHex(text.getMessageDigest().digest());
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw unreadable(file, 0, e);
        }
    }

    private static BadInput unreadable(String file, long line, Exception e) {
        var bad = new BadInput(Fault.UNREADABLE, file, line, "cannot be read: " + root(e));
        bad.initCause(e);
        return bad;
    }

    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
