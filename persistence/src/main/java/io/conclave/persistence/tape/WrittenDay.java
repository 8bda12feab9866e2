package io.conclave.persistence.tape;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * A day as files and people write it: {@code 2013-11-25}, or {@code 20131125} for the years 1900 to 2099.
 *
 * <p>The second could be seconds since 1970 as well; they would all lie in August of that year, so it is a day.
 */
public final class WrittenDay {
    private static final Pattern BARE = Pattern.compile("(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])");

    private WrittenDay() {}

    /** Whether this looks like a day without a time of day; the calendar may not have it. */
    public static boolean isIn(String text) {
        return isBare(text) || (text.length() == "2013-11-25".length() && text.charAt(4) == '-');
    }

    private static boolean isBare(String text) {
        return BARE.matcher(text).matches();
    }

    /** @throws java.time.format.DateTimeParseException if it is none */
    public static LocalDate of(String text) {
        return LocalDate.parse(
                text, isBare(text) ? DateTimeFormatter.BASIC_ISO_DATE : DateTimeFormatter.ISO_LOCAL_DATE);
    }
}
