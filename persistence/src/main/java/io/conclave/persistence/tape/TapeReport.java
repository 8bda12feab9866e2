package io.conclave.persistence.tape;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What a file held, what was left out, and where it is silent.
 *
 * @param file as the user named it
 * @param sha256 of the file's text, unpacked; hex
 * @param bars true for bars, false for trades
 * @param rows below the header
 * @param kept rows that are on the tape
 * @param zeroAmounts trades in which nothing changed hands; left out
 * @param roundedVolumes bars whose volume had more than eight decimals; rounded half-even
 * @param repeatedStamps rows kept although their stamp is that of the row before; 0 for bars
 * @param gaps places where nothing was recorded for longer than a bar
 * @param longestGap the longest of them; zero if there is none
 * @param firstNanos stamp of the first row kept (a bar's close), epoch nanoseconds
 * @param lastNanos stamp of the last row kept
 * @param barLength of the bars in the file, or made from its trades
 * @param skipped bad rows left out by request, by fault
 * @param firstSkipped the first of them, in the file's order; ten at most
 * @param ignoredColumns columns of the file that nothing reads
 * @param otherSymbols rows of other instruments, which were not asked for
 */
public record TapeReport(
        String file,
        String sha256,
        boolean bars,
        long rows,
        long kept,
        long zeroAmounts,
        long roundedVolumes,
        long repeatedStamps,
        long gaps,
        Duration longestGap,
        long firstNanos,
        long lastNanos,
        Duration barLength,
        SortedMap<BadInput.Fault, Long> skipped,
        List<BadInput> firstSkipped,
        List<String> ignoredColumns,
        long otherSymbols) {

    /** Begins the ids of the file's trades: the first 12 hex digits of its hash, the same whatever the file is called. */
    public String source() {
        return sha256.substring(0, 12);
    }

    /** Rows left out because they were bad. */
    public long skippedRows() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a person should hear, a sentence each; empty when all is well. */
    public List<String> notices() {
        var notices = new ArrayList<String>();
        if (!ignoredColumns.isEmpty()) {
            notices.add(file + ": nothing reads the columns " + String.join(", ", ignoredColumns));
        }
        if (otherSymbols > 0) {
            notices.add(file + ": left out " + otherSymbols + " of its rows, which are of other symbols");
        }
        if (zeroAmounts > 0) {
            notices.add(file + ": skipped " + zeroAmounts + " of " + rows + " trades because their amount is zero");
        }
        if (roundedVolumes > 0) {
            notices.add(file + ": rounded the volume of " + roundedVolumes + " of " + rows + " bars to eight decimals");
        }
        if (skippedRows() > 0) {
            notices.add(file + ": skipped " + skippedRows() + " of " + rows + " rows because they are bad " + skipped
                    + "; the first: " + firstSkipped.getFirst().getMessage());
        }
        if (gaps > 0) {
            notices.add(file + ": " + gaps + (bars ? " gap" : " silence") + (gaps == 1 ? "" : "s")
                    + " longer than a bar of "
                    + words(barLength) + ", the longest " + words(longestGap) + ", between "
                    + Instant.ofEpochSecond(0, firstNanos) + " and " + Instant.ofEpochSecond(0, lastNanos));
        }
        return notices;
    }

    /** {@code 15m}, {@code 21m22s}. */
    static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
