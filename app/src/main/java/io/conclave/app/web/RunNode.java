package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.port.Node;
import io.conclave.http.view.Instants;
import io.conclave.http.view.ReadinessView;
import io.conclave.http.view.RunView;
import io.conclave.http.view.VersionView;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.session.Conductor;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The process that plays one run. */
final class RunNode implements Node {
    private final Engine engine;
    private final Progress progress;
    private final Readiness readiness;
    private final VersionView version;

    RunNode(Engine engine, Progress progress, Readiness readiness, VersionView version) {
        this.engine = engine;
        this.progress = progress;
        this.readiness = readiness;
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
        return readiness.look();
    }

    @Override
    public VersionView version() {
        return version;
    }
}
