package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.report.DecisionAccount;
import io.conclave.app.report.Reasons;
import io.conclave.app.report.Telling;
import io.conclave.app.session.RunJournal;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The whole story of one decision: votes, weights, evidence, vetoes, order, fills, outcome. */
@Command(name = "explain", description = "Tells the whole story of one decision.", mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DECISION",
            description = "SYMBOL@NANOS, as in decisions.jsonl; the run's last decision that traded if none is named")
    private @Nullable String decision;

    @Option(names = "--run", paramLabel = "RUN|DIR", description = "the newest run if none is named")
    private @Nullable String run;

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints. */
    record Explained(@JsonUnwrapped DecisionAccount.Line decision, List<Reasons.Line> reasons) {}

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settings();
        try (var journal = RunJournal.open(RunFolder.find(run, config), config)) {
            var collector = new DecisionAccount.Collector();
            journal.rounds().values().forEach(events -> events.forEach(collector::take));
            journal.desk().forEach(collector::take);
            var account = wanted(collector, journal);
            var reasons = journal.reasons(account.id());
            if (options.json()) {
                screen.print(Screen.json(new Explained(account.line(), Reasons.lines(reasons))));
            } else {
                screen.print(Telling.of(account, headlines()));
                if (!reasons.isEmpty()) {
                    screen.print(Reasons.of(reasons));
                }
            }
            return 0;
        }
    }

    private DecisionAccount wanted(DecisionAccount.Collector collector, RunJournal journal) {
        if (decision != null) {
            var id = DecisionId.parse(decision);
            return collector
                    .of(id)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Run " + journal.manifest().run() + " has no decision " + id));
        }
        var all = collector.all();
        return all.stream()
                .filter(account -> !account.fills().isEmpty())
                .reduce((first, second) -> second)
                .or(() -> all.stream().reduce((first, second) -> second))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Run " + journal.manifest().run() + " has not decided anything yet"));
    }

    private static Function<String, String> headlines() {
        var known = new TreeMap<String, String>();
        NewsArchive.bitcoin2013()
                .items(new Symbol("BTC-USD"), Long.MIN_VALUE, Long.MAX_VALUE)
                .forEach(item -> known.put(item.id(), item.id() + "  " + item.headline()));
        return id -> known.getOrDefault(id, id);
    }
}
