package io.conclave.agents.analyst;

import io.conclave.domain.market.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the news that bears on a question: exact, as of the question, the same on every store.
 *
 * <p>All candidates the wire knew are scored; none is skipped by an index. Relevance is the cosine between an item and
 * the instrument's query; below the floor an item is about something else. Rank is relevance, halved each half-life of
 * age; equal ranks go by id. What the {@link InjectionScreen} objects to is set aside.
 */
final class Retrieval {
    private static final Comparator<Found> BEST_FIRST = Comparator.comparingDouble(Found::weight)
            .reversed()
            .thenComparing(found -> found.item().id());

    private final NewsWire wire;
    private final Library library;
    private final AnalystSettings settings;

    Retrieval(NewsWire wire, Library library, AnalystSettings settings) {
        this.wire = wire;
        this.library = library;
        this.settings = settings;
    }

    /**
     * An item and how much it counts.
     *
     * @param relevance cosine to the query, above the floor
     * @param weight relevance, less with age; in (0, 1]
     */
    record Found(NewsItem item, double relevance, double weight) {}

    /**
     * What was found.
     *
     * @param best best first, at most top-k
     * @param candidates how many items the wire knew in the lookback
     * @param quarantined ids of what the screen set aside, by time of ingestion
     */
    record Result(List<Found> best, int candidates, List<String> quarantined) {}

    Result search(Symbol symbol, long asOfNanos) {
        var query = library.vector(settings.subject(symbol).query());
        var candidates = wire.items(symbol, asOfNanos - settings.lookback().toNanos(), asOfNanos);
        List<Found> found = new ArrayList<>();
        List<String> quarantined = new ArrayList<>();
        for (var item : candidates) {
            if (item.ingestedNanos() > asOfNanos) {
                throw new IllegalStateException("The news wire showed " + item.id() + " before it was ingested");
            }
            if (InjectionScreen.objection(item.text()).isPresent()) {
                quarantined.add(item.id());
                continue;
            }
            double relevance = Library.cosine(query, library.vector(item.text()));
            if (relevance >= settings.relevanceFloor() && relevance > 0) {
                found.add(new Found(item, relevance, relevance * freshness(item, asOfNanos)));
            }
        }
        found.sort(BEST_FIRST);
        return new Result(
                List.copyOf(found.subList(0, Math.min(settings.topK(), found.size()))),
                candidates.size(),
                List.copyOf(quarantined));
    }

    /** One for news of this moment, a half after each half-life. */
    private double freshness(NewsItem item, long asOfNanos) {
        double age = asOfNanos - item.publishedNanos();
        return StrictMath.pow(0.5, age / toNanos(settings.halfLife()));
    }

    private static double toNanos(Duration duration) {
        return duration.toNanos();
    }
}
