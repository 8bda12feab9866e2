package io.conclave.persistence.tape;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.tape.BadInput.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that is being read, line by line; holds no more of it than the line at hand. For one thread.
 *
 * <p>Of a file with a column {@code symbol} only one instrument's lines are there; the others are passed over and counted.
 */
final class Table implements AutoCloseable {
    private static final int REMEMBERED = 10;

    private final String file;
    private final DigestInputStream text;
    private final CloseableIterator<CsvRecord> lines;
    private final Header header;
    private final Symbol symbol;
    private final SortedSet<String> otherSymbols = new TreeSet<>();
    private @Nullable CsvRecord ahead;
    private long passedOver;
    private long line = 1;

    private Table(String file, DigestInputStream text, Symbol symbol) {
        this.file = file;
        this.symbol = symbol;
        this.text = text;
        this.lines = CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)
                .iterator();
        if (!goesOn()) {
            throw new BadInput(
                    Fault.EMPTY, file, 1, "the file is empty; its first line should name the columns: " + expected());
        }
        this.header = Header.of(file, lines.next());
    }

    private static String expected() {
        return Header.expected().replace(" nor ", " or ");
    }

    /** @param symbol whose lines are wanted, should there be several */
    static Table open(Source source, Symbol symbol) {
        try {
            return opened(source.name(), source.text(), symbol);
        } catch (IOException e) {
            throw unreadable(source.name(), 0, e);
        }
    }

    private static Table opened(String file, InputStream text, Symbol symbol) throws IOException {
        try {
            return new Table(file, new DigestInputStream(text, sha256()), symbol);
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
        while (ahead == null && goesOn()) {
            var next = lines.next();
            line = next.getStartingLineNumber();
            if (isWanted(next)) {
                ahead = next;
            }
        }
        return ahead != null;
    }

    /** A line too short to say whose it is, is taken: it will be complained of. */
    private boolean isWanted(CsvRecord next) {
        int place = header.symbolPlace().orElse(Integer.MAX_VALUE);
        if (place >= next.getFieldCount()) {
            return true;
        }
        var whose = next.getField(place).strip();
        if (whose.equalsIgnoreCase(symbol.name())) {
            return true;
        }
        passedOver++;
        if (otherSymbols.size() < REMEMBERED) {
            otherSymbols.add(whose);
        }
        return false;
    }

    /** Lines of other instruments so far. */
    long passedOver() {
        return passedOver;
    }

    /** Those others, ascending; ten at most. */
    SortedSet<String> otherSymbols() {
        return otherSymbols;
    }

    private boolean goesOn() {
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
        if (!hasNext()) {
            throw new NoSuchElementException("There is no line after line " + line + " of " + file);
        }
        var next = Objects.requireNonNull(ahead);
        ahead = null;
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
