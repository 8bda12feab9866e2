package io.conclave.app.session;

import com.typesafe.config.Config;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.RunDirectory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.replay.Replay;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.Database;
import io.conclave.persistence.agentlog.AgentLogReader;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The journal of a run that is not being written: read for replays and explanations. */
public final class RunJournal implements AutoCloseable {
    private final Manifest manifest;
    private final TradingSettings settings;
    private final Database database;
    private final SortedMap<Symbol, List<Orchestrator.Event>> rounds = new TreeMap<>();
    private final List<OrderDesk.Event> desk = new ArrayList<>();
    private Optional<String> runHash = Optional.empty();

    /**
     * @param now the present configuration: where the journal is, who may read it
     */
    public static RunJournal open(Path folder, Config now) {
        return new RunJournal(folder, now);
    }

    /** Where the journal of a run with a folder of its own is. */
    public static JournalConfig placeOf(Path folder, Config now) {
        return RunSession.journal(now, folder);
    }

    private RunJournal(Path folder, Config now) {
        this.manifest = RunDirectory.readManifest(folder);
        var conclave = Settings.of(manifest.settings(), now).getConfig("conclave");
        this.settings = TradingSettings.from(conclave, TradingSettings.virtualPace(conclave));
        var journal = RunSession.journal(now, folder);
        this.database = Database.open(journal);
        manifest.symbols().forEach(symbol -> rounds.put(new Symbol(symbol), new ArrayList<>()));
        database.journal().forEachOfRun(manifest.run(), this::take);
        if (rounds.values().stream().allMatch(List::isEmpty)) {
            database.close();
            throw new IllegalArgumentException("The journal at " + journal.place() + " holds no round of run "
                    + manifest.run() + ", which was journalled at " + manifest.journal()
                    + ": set conclave.journal to where it is");
        }
    }

    private void take(JournalReader.Entry entry) {
        switch (entry.event()) {
            case Orchestrator.Event event -> {
                var symbol =
                        entry.persistenceId().substring(entry.persistenceId().indexOf(':') + 1);
                rounds.computeIfAbsent(new Symbol(symbol), name -> new ArrayList<>())
                        .add(event);
            }
            case OrderDesk.Event event -> desk.add(event);
            case Conductor.RunFinished finished -> runHash = Optional.of(finished.runHash());
            default -> {}
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** What each instrument's rounds journalled, oldest first. */
    public SortedMap<Symbol, List<Orchestrator.Event>> rounds() {
        return rounds;
    }

    public List<OrderDesk.Event> desk() {
        return desk;
    }

    /** The hash that the run ended with; absent while it has not. */
    public Optional<String> runHash() {
        return runHash;
    }

    /** How the agents came to their votes on a decision; empty for runs from before that was written down. */
    public List<AgentLogReader.Recorded> reasons(DecisionId decision) {
        return database.agentLogs().of(manifest.run(), decision);
    }

    public Replay.Result replay() {
        return Replay.of(rounds, desk, settings.round(), settings.desk().limits(), settings.account());
    }

    @Override
    public void close() {
        database.close();
    }
}
