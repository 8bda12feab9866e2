package io.conclave.orchestrator.round;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Fraction;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.sizing.PositionSizer;
import io.conclave.orchestrator.sizing.Returns;
import io.conclave.orchestrator.sizing.SizingFacts;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.List;
import java.util.Optional;

/** From a consensus to a verdict: pure, so that a replay reaches the same one from the journal. */
public final class Deliberation {
    private final RoundSettings settings;

    public Deliberation(RoundSettings settings) {
        this.settings = settings;
    }

    /**
     * @param bars oldest first; the last {@code lookbackBars} returns are measured
     * @param grossElsewhere what other instruments take of equity
     */
    SizingFacts facts(List<Bar> bars, Fraction position, Fraction grossElsewhere) {
        var recent = bars.subList(Math.max(0, bars.size() - settings.lookbackBars() - 1), bars.size());
        var returns = Returns.of(recent);
        int level = settings.sizing().cvarLevelBps();
        return new SizingFacts(
                returns.ewmaVolatility(),
                returns.expectedShortfall(level),
                returns.negated().expectedShortfall(level),
                position,
                grossElsewhere);
    }

    /**
     * @param suspended why the round may not be traded on, as it was journalled when it opened
     */
    public Verdict verdict(Consensus consensus, Round round, Optional<Suspension.Reason> suspended) {
        return suspended
                .map(reason -> new Verdict(Stance.NO_TRADE, round.question().position(), Suspension.causeOf(reason)))
                .orElseGet(() -> sized(consensus, round));
    }

    private Verdict sized(Consensus consensus, Round round) {
        return PositionSizer.verdict(consensus, round.question().barriers(), round.facts(), settings.sizing());
    }
}
