package io.conclave.agents.risk;

import io.conclave.agents.MarketTape;
import io.conclave.agents.Question;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How questions like the one at hand would have come out, had they been asked at the bars before it.
 *
 * <p>A label never changes once its horizon has passed, so labels are kept while bars stay within reach.
 */
final class PastOutcomes {
    private final MarketTape tape;
    private final Symbol symbol;
    private final NavigableMap<Long, Outcome> labels = new TreeMap<>();
    private @Nullable Kind kept;

    /** Questions of one kind share their labels. */
    private record Kind(BarrierRule rule, int horizonBars) {}

    PastOutcomes(MarketTape tape, Symbol symbol) {
        this.tape = tape;
        this.symbol = symbol;
    }

    /**
     * One outcome for each bar whose horizon ends within the bars, oldest first.
     *
     * @param bars known at the question, oldest first
     */
    synchronized List<Outcome> before(Question question, List<Bar> bars) {
        var kind = new Kind(question.rule(), question.horizonBars());
        if (!kind.equals(kept)) {
            labels.clear();
            kept = kind;
        }
        labels.headMap(bars.getFirst().closeNanos()).clear();
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i + kind.horizonBars() < bars.size(); i++) {
            var asked = bars.get(i);
            var ended = bars.get(i + kind.horizonBars());
            outcomes.add(labels.computeIfAbsent(asked.closeNanos(), then -> label(asked, ended, kind.rule())));
        }
        return outcomes;
    }

    private Outcome label(Bar asked, Bar ended, BarrierRule rule) {
        var known = tape.bars(symbol, asked.closeNanos(), rule.lookback());
        var path = tape.path(symbol, asked.closeNanos(), ended.closeNanos());
        return rule.after(known).label(asked.close(), path);
    }
}
