package planted.processes.agents;

/** A child nobody watches. */
public record Forking(ProcessBuilder child) {}
