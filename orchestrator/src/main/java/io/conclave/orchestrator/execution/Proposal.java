package io.conclave.orchestrator.execution;

import io.conclave.agents.Wire;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.sizing.Verdict;

/**
 * What a settled round proposes to the desk.
 *
 * @param reference the close the round decided at
 * @param pricedAtNanos when that price was printed, event time; its age is what the gate judges
 */
public record Proposal(DecisionId decision, Verdict verdict, Price reference, long pricedAtNanos) implements Wire {}
