package planted.layers.agents;

import planted.layers.orchestrator.Listener;

/** An agent that knows who listens. */
public record Eavesdropper(Listener listener) {}
