package io.conclave.app.session;

import com.typesafe.config.Config;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.persistence.Database;
import io.conclave.persistence.gate.DeskTables;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.UnfitDatabaseException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Somebody's word that an account may not trade, or may again, given at the database: whether its node runs or not.
 *
 * @param run names it in the journal
 * @param reason for people
 * @param actor who
 * @param atNanos when, UTC epoch nanoseconds
 */
public record HaltOrder(String run, String account, String reason, String actor, long atNanos) {
    public HaltOrder {
        if (reason.isBlank() || actor.isBlank()) {
            throw new IllegalArgumentException("Say why with --reason, and who with --actor: both are journalled");
        }
    }

    /**
     * Once it returns, no order of the account is claimed any more.
     *
     * @throws UnfitDatabaseException if the database cannot be had; the message says what to do
     */
    public HaltRow.Standing halt(Config config) {
        try (var tables = open(config)) {
            return tables.gate()
                    .halt(run, account, reason, actor, atNanos)
                    .toCompletableFuture()
                    .join();
        }
    }

    /**
     * Lets orders pass again.
     *
     * @return how the account stands; absent if nobody ever traded or halted it
     * @throws UnfitDatabaseException as {@link #halt}
     */
    public Optional<HaltRow.Standing> resume(Config config) {
        try (var tables = open(config)) {
            var gate = tables.gate();
            var standing = gate.standing(run, account).toCompletableFuture().join();
            return standing.map(known -> gate.resume(run, account, reason, actor, atNanos)
                    .toCompletableFuture()
                    .join());
        }
    }

    private DeskTables open(Config config) {
        var folder = Settings.dataDirectory(config).resolve("runs").resolve(run);
        JournalConfig journal = RunSession.journal(config, folder);
        if (journal.kind() == JournalKind.H2 && !Files.isDirectory(folder)) {
            throw new UnfitDatabaseException("There is no run \"" + run + "\" in " + folder.getParent()
                    + ", and no server: name one with --run, or say where the journal is with --config");
        }
        // Opened once for its schema; the gate has connections of its own.
        try (var database = opened(journal)) {
            return DeskTables.open(database.config());
        }
    }

    private Database opened(JournalConfig journal) {
        if (journal.kind() == JournalKind.POSTGRES) {
            return Database.open(journal);
        }
        try {
            return Database.open(journal);
        } catch (IllegalStateException e) {
            throw new UnfitDatabaseException(
                    "The journal of run " + run
                            + " is a file that its node holds, so nobody else can reach it: stop that"
                            + " node, or keep the journal on a server (./conclave services up)",
                    e);
        }
    }
}
