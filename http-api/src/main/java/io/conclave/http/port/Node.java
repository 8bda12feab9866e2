package io.conclave.http.port;

import io.conclave.http.view.ReadinessView;
import io.conclave.http.view.RunView;
import io.conclave.http.view.VersionView;
import java.util.concurrent.CompletionStage;

/** The process itself: what it runs and whether it can. */
public interface Node {
    CompletionStage<RunView> run();

    CompletionStage<ReadinessView> readiness();

    VersionView version();
}
