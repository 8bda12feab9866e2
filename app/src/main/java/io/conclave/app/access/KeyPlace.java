package io.conclave.app.access;

import com.typesafe.config.Config;
import io.conclave.app.session.Settings;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.keys.ApiKeys;
import java.util.Optional;

/**
 * Where the keys of this installation are: in the journal's database if that is a server, else in a file of their own in the
 * data directory, which all embedded runs of the machine share.
 */
public final class KeyPlace implements AutoCloseable {
    private final Optional<Database> database;
    private final ApiKeys keys;
    private final String name;

    /** @throws io.conclave.persistence.schema.UnfitDatabaseException if the server cannot be used */
    public static KeyPlace open(Config config) {
        var journal = JournalConfig.from(config);
        return switch (journal.kind()) {
            case POSTGRES -> new KeyPlace(Database.open(journal));
            case H2 -> new KeyPlace(file(config, journal));
        };
    }

    /** The same for whoever has the journal's database open. */
    static ApiKeys keys(Database database, Config config) {
        return switch (database.config().kind()) {
            case POSTGRES -> database.apiKeys();
            case H2 -> ApiKeys.inFile(file(config, database.config()));
        };
    }

    private static JournalConfig file(Config config, JournalConfig journal) {
        var path = Settings.dataDirectory(config).resolve("keys").toString();
        return journal.at(JournalKind.H2, path, journal.user(), journal.password());
    }

    private KeyPlace(Database database) {
        this.database = Optional.of(database);
        this.keys = database.apiKeys();
        this.name = database.config().place();
    }

    private KeyPlace(JournalConfig file) {
        this.database = Optional.empty();
        this.keys = ApiKeys.inFile(file);
        this.name = file.place();
    }

    public ApiKeys keys() {
        return keys;
    }

    /** For people. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        database.ifPresent(Database::close);
    }
}
