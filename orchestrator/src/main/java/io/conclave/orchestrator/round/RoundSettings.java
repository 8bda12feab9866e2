package io.conclave.orchestrator.round;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.sizing.SizingRules;
import java.util.List;

/**
 * How rounds are held.
 *
 * @param roster who votes, in the order the experts stand in
 * @param horizonBars how far a forecast reaches, in bars; a round is scored at the bar that ends it
 * @param lookbackBars how many bars volatility and expected shortfall are measured on
 */
public record RoundSettings(
        List<AgentId> roster,
        int horizonBars,
        int lookbackBars,
        BarrierRule barriers,
        ConsensusRules consensus,
        SizingRules sizing,
        Pace pace) {
    public RoundSettings {
        roster = List.copyOf(roster);
        if (horizonBars != 1) {
            // Overlapping outcomes would need interleaved learners: the bound holds as it stands for one bar only.
            throw new IllegalArgumentException(
                    "The horizon must equal the decision interval, one bar, not " + horizonBars);
        }
    }
}
