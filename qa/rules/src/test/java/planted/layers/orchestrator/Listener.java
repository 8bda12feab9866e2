package planted.layers.orchestrator;

/** Downstream of every agent. */
public record Listener(String name) {}
