package io.conclave.persistence.projection;

import io.conclave.orchestrator.session.Conductor;

/** What a conductor journals: one row for the run. */
record RunWriter(Rows rows, String run) {
    void write(Conductor.Event event, long step) {
        var row = Row.of("runs").key("run", run);
        switch (event) {
            case Conductor.RunStarted started ->
                row.set("tape_id", started.tapeId()).set("settings_hash", started.settingsHash());
            // The first event started the run: each one since is a step.
            case Conductor.StepTaken taken ->
                row.set("as_of", taken.asOfNanos()).set("steps", (int) (step - 1));
            case Conductor.RunFinished finished -> row.set("run_hash", finished.runHash());
        }
        row.write(rows);
    }
}
