package planted.models.orchestrator;

import ai.djl.Model;

/** A model outside the agents. */
public record Thinking(Model model) {}
