package planted.kinds.agents.momentum;

/** A kind of agent. */
public record Momentum(int length) {}
