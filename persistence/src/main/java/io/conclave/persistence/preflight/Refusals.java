package io.conclave.persistence.preflight;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.schema.UnfitDatabaseException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;

/** Why a PostgreSQL server did not let us in, as a sentence. The password is in none of them. */
final class Refusals {
    private Refusals() {}

    static UnfitDatabaseException badUrl(String url) {
        return new UnfitDatabaseException(noUrl(url));
    }

    static UnfitDatabaseException badUrl(String url, SQLException e) {
        return new UnfitDatabaseException(noUrl(url), e);
    }

    private static String noUrl(String url) {
        // What is no URL may still hold a password.
        var shown = url.replaceFirst("//[^/]*@", "//...@").replaceFirst("\\?.*", "?...");
        return "conclave.journal.url is no PostgreSQL address: \"" + shown
                + "\"; write jdbc:postgresql://HOST:5432/DATABASE, with user and password under keys of their own";
    }

    static UnfitDatabaseException of(SQLException e, JournalConfig journal) {
        return new UnfitDatabaseException(sentence(e, journal), e);
    }

    private static String sentence(SQLException e, JournalConfig journal) {
        var at = "PostgreSQL at " + journal.place() + " ";
        var user = "user " + journal.user();
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "08001", "08006", "08004" ->
                isUnknownHost(e)
                        ? at + "cannot be found: there is no host of that name; correct conclave.journal.url"
                        : at
                                + "does not answer: nobody takes connections there; start it (./conclave services up starts"
                                + " one of your own) or correct conclave.journal.url";
            case "28P01" ->
                at + "does not accept the password of " + user + ": give the right one as CONCLAVE_JOURNAL_PASSWORD or"
                        + " conclave.journal.password (the owner's as CONCLAVE_JOURNAL_OWNER_PASSWORD)";
            case "28000" ->
                at + "does not let " + user + " in: make that role, or let it in by pg_hba.conf: " + words(e);
            case "3D000" -> at + "has no such database: create it, or correct conclave.journal.url";
            case "42501" -> at + "does not permit " + user + " to connect: " + words(e);
            case "53300" ->
                at + "has no connection left for us: raise its max_connections, or lower conclave.journal.pool";
            case "57P03" -> at + "is starting up, shutting down or recovering: try again in a moment";
            default -> at + "cannot be used by " + user + ": " + words(e);
        };
    }

    private static boolean isUnknownHost(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** The server's own words, on one line. */
    private static String words(SQLException e) {
        var message = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\n\\s*", " ");
        var prefix = "FATAL: ";
        return message.toUpperCase(Locale.ROOT).startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
