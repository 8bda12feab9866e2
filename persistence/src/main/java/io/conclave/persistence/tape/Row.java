package io.conclave.persistence.tape;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.conclave.domain.unit.E8;
import io.conclave.persistence.tape.BadInput.Fault;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** One line below the header, its columns in the order of the header's kind. */
record Row(String file, Header header, CsvRecord fields) {

    /** @throws BadInput if it has more or fewer fields than the header has names */
    Row {
        if (fields.getFieldCount() != header.width()) {
            throw new BadInput(
                    Fault.MALFORMED,
                    file,
                    fields.getStartingLineNumber(),
                    fields.getFieldCount() + " fields, where the header names " + header.width());
        }
    }

    /** What stands in that column. */
    String text(int column) {
        return fields.getField(header.places().get(column)).strip();
    }

    /** The number in that column, 1e-8 units; trailing zeros do not count. */
    long e8(int column) {
        String text = text(column);
        try {
            return E8.parse(text);
        } catch (NumberFormatException e) {
            throw isDecimal(text)
                    ? bad(Fault.OUT_OF_RANGE, quoted(column) + " has more than eight decimals")
                    : bad(Fault.MALFORMED, quoted(column) + " is not a number");
        } catch (ArithmeticException e) {
            throw bad(
                    Fault.OUT_OF_RANGE, quoted(column) + " is too large: the largest is " + E8.format(Long.MAX_VALUE));
        }
    }

    /** The number in that column, 1e-8 units, above zero. */
    long positiveE8(int column) {
        long value = e8(column);
        if (value <= 0) {
            throw bad(Fault.NOT_POSITIVE, header.kind().column(column) + " " + text(column) + " is not positive");
        }
        return value;
    }

    /** The number in that column, 1e-8 units, zero or above. */
    long amountE8(int column) {
        long value = e8(column);
        if (value < 0) {
            throw bad(Fault.NOT_POSITIVE, header.kind().column(column) + " " + text(column) + " is negative");
        }
        return value;
    }

    /**
     * The number in that column, 1e-8 units, zero or above, rounded half-even to them: sums that others made of binary
     * fractions have tails of noise.
     */
    Rounded roundedE8(int column) {
        if (!isDecimal(text(column))) {
            return new Rounded(amountE8(column), false);
        }
        var exact = new BigDecimal(text(column));
        var rounded = exact.setScale(8, RoundingMode.HALF_EVEN);
        if (exact.compareTo(rounded) == 0 || rounded.signum() < 0 || rounded.precision() > 18) {
            return new Rounded(amountE8(column), false);
        }
        return new Rounded(rounded.unscaledValue().longValueExact(), true);
    }

    /** @param changed whether rounding made it another number */
    record Rounded(long e8, boolean changed) {}

    /** The complaint about this line. */
    BadInput bad(Fault fault, String reason) {
        return new BadInput(fault, file, fields.getStartingLineNumber(), reason);
    }

    private String quoted(int column) {
        return header.kind().column(column) + " \"" + text(column) + "\"";
    }

    private static boolean isDecimal(String text) {
        return text.matches("[+-]?[0-9]+\\.[0-9]+");
    }
}
