package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;

/** The journal of those commands that copy a whole database. */
final class ServerJournal {
    private ServerJournal() {}

    /** @throws IllegalArgumentException if it is embedded: the message says what to do instead */
    static JournalConfig of(Config settings) {
        var journal = JournalConfig.from(settings);
        if (journal.kind() != JournalKind.POSTGRES) {
            throw new IllegalArgumentException(
                    "The journal is the embedded one, a file of each run: with the run stopped,"
                            + " copy its folder below " + settings.getString("conclave.data-dir")
                            + "/runs away or back; for a server set conclave.journal.kind to postgres");
        }
        return journal;
    }
}
