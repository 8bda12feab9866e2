package io.conclave.app.run;

import java.util.List;

/**
 * What a run is: enough to go on with it, to replay it, and to tell it from others.
 *
 * @param run names it in the journal: letters, digits and dash
 * @param tape what is played, for people
 * @param tapeId SHA-256, hex, of what is played
 * @param symbols what is traded, ascending
 * @param settings every setting that decisions depend on, as HOCON
 * @param settingsHash SHA-256, hex, of those settings and of the news that goes with the tape
 * @param journal where its events are: a path, or a JDBC URL without user, password or other parameters
 */
public record Manifest(
        String run,
        String command,
        String tape,
        String tapeId,
        List<String> symbols,
        String account,
        String settings,
        String settingsHash,
        String journal) {
    /** The kind of run that only stands beside another: nobody means it who names no run. */
    public static final String BESIDE = "beside";

    public Manifest {
        symbols = List.copyOf(symbols);
    }

    /** Whether this run decides what the other decides, and journals it there: same tape, same settings, same place. */
    boolean repeats(Manifest other) {
        return command.equals(other.command)
                && tapeId.equals(other.tapeId)
                && settingsHash.equals(other.settingsHash)
                && account.equals(other.account)
                && journal.equals(other.journal);
    }

    /** The same run with its journal there. */
    public Manifest at(String journalUrl) {
        return new Manifest(run, command, tape, tapeId, symbols, account, settings, settingsHash, journalUrl);
    }

    /** The same run under another name. */
    public Manifest named(String name) {
        return new Manifest(name, command, tape, tapeId, symbols, account, settings, settingsHash, journal);
    }
}
