package io.conclave.nativerisk.library;

import io.conclave.nativerisk.portfolio.Contribution;
import io.conclave.nativerisk.portfolio.PortfolioRisk;
import java.util.List;

/**
 * What a batch of portfolios may lose.
 *
 * @param reports one a portfolio, in their order
 * @param contributions one a name, in their order, for each portfolio; empty unless asked for
 */
public record PortfolioRisks(List<PortfolioRisk> reports, List<List<Contribution>> contributions) {
    public PortfolioRisks {
        reports = List.copyOf(reports);
        contributions = List.copyOf(contributions);
    }
}
