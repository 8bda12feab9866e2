package io.conclave.agents;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;

/**
 * What every agent of a round is asked, and all it may know beside the tape and the news up to that moment.
 *
 * @param horizonBars how many bars the forecast reaches
 * @param close the last price known, which the barriers stand around
 * @param barriers what UP and DOWN mean in this round
 * @param rule how such barriers are set, so that an agent can label the past the same way
 * @param position what the account holds of the instrument, as a share of its equity, signed
 */
public record Question(
        DecisionId decision, int horizonBars, Price close, Barriers barriers, BarrierRule rule, Fraction position)
        implements Wire {
    public long asOfNanos() {
        return decision.asOfNanos();
    }
}
