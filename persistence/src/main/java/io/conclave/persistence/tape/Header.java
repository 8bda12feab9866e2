package io.conclave.persistence.tape;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.conclave.persistence.tape.BadInput.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The first line of a file: what it holds, and in which column.
 *
 * @param places of the kind's columns in the file, in the kind's order
 * @param width columns in the file
 * @param others columns that nothing reads
 * @param stampName what the file calls its timestamp
 * @param symbolPlace the column that says whose row it is; empty for a file of one instrument
 */
record Header(
        Kind kind, List<Integer> places, int width, List<String> others, String stampName, OptionalInt symbolPlace) {

    /** What a file can hold, told by its columns. */
    enum Kind {
        TRADES,
        BARS;

        List<String> columns() {
            return switch (this) {
                case TRADES -> List.of("timestamp", "price", "amount");
                case BARS -> List.of("timestamp", "open", "high", "low", "close", "volume");
            };
        }

        /** The column's name, for complaints. */
        String column(int index) {
            return columns().get(index);
        }
    }

    private static final String SYMBOL = "symbol";

    /** What exporters call a timestamp that is the bar's start. */
    private static final List<String> STARTS = List.of("bar_start_utc", "open_time_ms");

    /** Every name of the timestamp but its own. */
    private static final List<String> ALIASES = List.of("date", "bar_time_utc", "bar_start_utc", "open_time_ms");

    static Header of(String file, CsvRecord first) {
        var inFile = first.getFields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        var names = inFile.stream()
                .map(name -> ALIASES.contains(name) ? "timestamp" : name)
                .toList();
        for (Kind kind : Kind.values()) {
            if (names.containsAll(kind.columns())) {
                return of(kind, names, inFile.get(names.indexOf("timestamp")));
            }
        }
        throw new BadInput(
                Fault.HEADER,
                file,
                first.getStartingLineNumber(),
                "the header \"" + shortened(String.join(",", first.getFields())) + "\" names neither " + expected());
    }

    /** The two headers a file may have, for complaints. */
    static String expected() {
        return String.join(",", Kind.TRADES.columns()) + " (trades) nor " + String.join(",", Kind.BARS.columns())
                + " (bars)";
    }

    /** Whether the timestamp's very name says that bars are stamped at their start. */
    boolean saysStart() {
        return STARTS.contains(stampName);
    }

    private static Header of(Kind kind, List<String> names, String stampName) {
        var places = kind.columns().stream().map(names::indexOf).toList();
        var others = new ArrayList<>(names);
        others.removeAll(kind.columns());
        int symbol = names.indexOf(SYMBOL);
        others.remove(SYMBOL);
        return new Header(
                kind,
                places,
                names.size(),
                List.copyOf(others),
                stampName,
                symbol < 0 ? OptionalInt.empty() : OptionalInt.of(symbol));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
