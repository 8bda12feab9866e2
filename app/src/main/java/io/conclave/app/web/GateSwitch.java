package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.port.KillSwitch;
import io.conclave.http.view.Instants;
import io.conclave.http.view.KillSwitchView;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The kill switch by its entity, which journals each word; shown as the account's row at the trading gate has it. */
final class GateSwitch implements KillSwitch {
    private final Engine engine;
    private final InstantSource clock;

    GateSwitch(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public CompletionStage<KillSwitchView> position() {
        return engine.gate()
                .thenApply(row -> row.map(GateSwitch::view)
                        .orElseGet(
                                () -> new KillSwitchView(false, Optional.empty(), Optional.empty(), Optional.empty())));
    }

    @Override
    public CompletionStage<KillSwitchView> engage(String reason, String actor) {
        return engine.halt(reason, actor, now()).thenCompose(_ -> position());
    }

    @Override
    public CompletionStage<KillSwitchView> release(String actor) {
        return engine.resume("Released over the API", actor, now()).thenCompose(_ -> position());
    }

    private long now() {
        return Instants.toNanos(clock.instant());
    }

    private static KillSwitchView view(HaltRow.Standing row) {
        boolean spoken = row.atNanos() > 0;
        return new KillSwitchView(
                row.halted(),
                spoken ? Optional.of(row.reason()) : Optional.empty(),
                spoken ? Optional.of(row.actor()) : Optional.empty(),
                spoken ? Optional.of(Instants.ofNanos(row.atNanos())) : Optional.empty());
    }
}
