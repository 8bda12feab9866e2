package io.conclave.agents;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.DecisionId;

/**
 * What the backtester says of holding a position, from the bars known at the decision.
 *
 * @param expectedShortfall CVaR at 97.5 % of one bar's loss, as a share of equity, for the target asked about; &gt;= 0
 * @param worstDrawdown deepest fall of the walk-forward backtest scaled to the target, as a share of equity; &gt;= 0
 * @param barsSeen how many bars both were measured on; 0 says that neither is known yet
 */
public record RiskAssessment(DecisionId decision, Fraction expectedShortfall, Fraction worstDrawdown, int barsSeen)
        implements Wire {}
