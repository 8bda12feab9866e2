package io.conclave.agents;

import java.util.concurrent.CompletionStage;

/** A mind that can also answer the risk gate. Numbers only: no text reaches the gate. */
public interface RiskMind extends Mind {
    CompletionStage<RiskAssessment> assess(RiskQuestion question);
}
