package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.port.Node;
import io.conclave.http.view.Instants;
import io.conclave.http.view.ReadinessView;
import io.conclave.http.view.RunView;
import io.conclave.http.view.VersionView;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.readmodel.ReadModels;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** The process that plays one run. */
final class RunNode implements Node {
    private static final String WELL = "ok";

    private final Engine engine;
    private final ReadModels models;
    private final Readers readers;
    private final Progress progress;
    private final VersionView version;

    RunNode(Engine engine, ReadModels models, Readers readers, Progress progress, VersionView version) {
        this.engine = engine;
        this.models = models;
        this.readers = readers;
        this.progress = progress;
        this.version = version;
    }

    @Override
    public CompletionStage<RunView> run() {
        return engine.halt().thenApply(this::view);
    }

    private RunView view(KillSwitch.Position halt) {
        int steps = progress.steps();
        return new RunView(
                engine.run(),
                "paper",
                state(halt),
                engine.plan().tape().symbols().getFirst(),
                steps,
                Optional.of((long) progress.total()),
                steps == 0 ? Optional.empty() : Optional.of(Instants.ofNanos(progress.asOfNanos())),
                steps == 0 ? Optional.empty() : Optional.of(progress.hash()),
                halt.halted() ? halt.reason() : progress.remark());
    }

    private String state(KillSwitch.Position halt) {
        if (progress.ending().isPresent()) {
            return switch (progress.ending().get()) {
                case Conductor.Completed _ -> "finished";
                case Conductor.GaveUp _ -> "failed";
            };
        }
        if (halt.halted()) {
            return "halted";
        }
        return progress.steps() == 0 ? "starting" : "running";
    }

    @Override
    public CompletionStage<ReadinessView> readiness() {
        return engine.describePool()
                .thenApply(pool -> pool.children().isEmpty() ? "no C++ worker serves" : WELL)
                .exceptionally(fault -> "the pool of C++ workers does not answer")
                .thenCombine(readers.read(this::journal), this::readiness);
    }

    private String journal() {
        try {
            var _ = models.run(engine.run());
            return WELL;
        } catch (IllegalStateException e) {
            return "the database does not answer: " + e.getMessage();
        }
    }

    private ReadinessView readiness(String worker, String journal) {
        SortedMap<String, String> parts = new TreeMap<>();
        parts.put("worker", worker);
        parts.put("journal", journal);
        parts.put(
                "run",
                progress.ending()
                        .filter(Conductor.GaveUp.class::isInstance)
                        .flatMap(ending -> progress.remark())
                        .orElse(WELL));
        return new ReadinessView(parts.values().stream().allMatch(WELL::equals), parts);
    }

    @Override
    public VersionView version() {
        return version;
    }
}
