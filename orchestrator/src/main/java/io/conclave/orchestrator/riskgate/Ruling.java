package io.conclave.orchestrator.riskgate;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Quantity;
import java.util.List;

/**
 * What may be traded.
 *
 * @param orderQuantity signed, positive buys; a whole number of lots; zero sends nothing
 * @param allowedTarget share of equity the position may have; what was asked, if nothing was vetoed
 * @param vetoes what cut the order, in the order of {@link VetoReason}; empty if it passed whole
 */
public record Ruling(Quantity orderQuantity, Fraction allowedTarget, List<Veto> vetoes) {
    public Ruling {
        vetoes = List.copyOf(vetoes);
    }
}
