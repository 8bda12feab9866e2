package planted.kinds.orchestrator;

import planted.kinds.agents.momentum.Momentum;

/** An orchestrator that knows an agent by its kind. */
public record Favourite(Momentum agent) {}
