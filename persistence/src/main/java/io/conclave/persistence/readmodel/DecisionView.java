package io.conclave.persistence.readmodel;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * One decision in a line.
 *
 * @param close the price it was decided at
 * @param barriers what UP and DOWN mean in it
 * @param held share of equity held when it was decided, signed
 * @param verdict absent while the round is open
 * @param allowed share of equity that the risk gate left; absent if it was not asked
 * @param outcome absent until the horizon has passed
 * @param link the hash chain up to here, hex; absent until the decision is sealed
 */
public record DecisionView(
        DecisionId id,
        Price close,
        Barriers barriers,
        Fraction held,
        Optional<Verdict> verdict,
        Optional<Fraction> allowed,
        Optional<Outcome> outcome,
        Optional<String> link) {

    /**
     * What the round came to.
     *
     * @param stance LONG, SHORT, FLAT or NO_TRADE
     * @param target share of equity wanted, signed
     * @param cause what set the size, or kept it from being set
     * @param q probabilities of down, flat and up
     */
    public record Verdict(String stance, Fraction target, String cause, List<Double> q) {
        public Verdict {
            q = List.copyOf(q);
        }
    }
}
