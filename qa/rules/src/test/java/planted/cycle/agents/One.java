package planted.cycle.agents;

import planted.cycle.agents.deep.Other;

/** Half of a cycle; the other half is a level deeper. */
public record One(Other other) {}
