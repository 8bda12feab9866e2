package io.conclave.app.web;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.http.port.DecisionQuery;
import io.conclave.http.port.Span;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.persistence.readmodel.DecisionView;
import io.conclave.persistence.readmodel.FillView;
import io.conclave.persistence.readmodel.Page;
import io.conclave.persistence.readmodel.ReadModels;
import io.conclave.persistence.readmodel.VoteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The decisions of one run as the read models have them; a decision is there once it is in the hash chain, which is when
 * the next bar has closed. Waits for the database.
 */
final class History {
    private static final int PAGE = 200;

    private final ReadModels models;
    private final String run;
    private final List<Symbol> symbols;
    private final Stories stories;

    History(ReadModels models, String run, List<Symbol> symbols, Stories stories) {
        this.models = models;
        this.run = run;
        this.symbols = List.copyOf(symbols);
        this.stories = stories;
    }

    List<DecisionSummary> newestFirst(DecisionQuery query) {
        var found = new ArrayList<DecisionSummary>();
        for (Symbol symbol : query.symbol().map(List::of).orElse(symbols)) {
            found.addAll(newestOf(symbol, spanBefore(symbol, query)));
        }
        found.sort(Comparator.comparing(DecisionSummary::id).reversed());
        return found.subList(0, Math.min(found.size(), query.span().limit()));
    }

    /** A page ends at a decision; of those at the same moment, instruments that sort before it are still to come. */
    private static Span spanBefore(Symbol symbol, DecisionQuery query) {
        var span = query.span();
        long end = query.before()
                .map(last -> symbol.compareTo(last.symbol()) < 0 ? last.asOfNanos() + 1 : last.asOfNanos())
                .orElse(Long.MAX_VALUE);
        return new Span(span.fromNanos(), Math.min(span.toNanos(), end), span.limit());
    }

    private List<DecisionSummary> newestOf(Symbol symbol, Span span) {
        // The newest may not be sealed yet: one more makes up for it.
        var decisions = Newest.of(
                span, span.limit() + 1, page -> models.decisions(run, Optional.of(symbol), page), History::asOf);
        return summaries(symbol, decisions.stream().filter(Stories::isSealed).toList());
    }

    /**
     * What was sealed later than a moment, oldest first; a part of it, if it is much. Of moments with several decisions,
     * all or none.
     */
    List<DecisionSummary> sealedAfter(long asOfNanos) {
        var page = models.decisions(run, Optional.empty(), Page.after(asOfNanos, PAGE));
        var last = page.isEmpty() ? asOfNanos : asOf(page.getLast());
        // A full page may end inside a moment.
        long end = page.size() < PAGE ? Long.MAX_VALUE : last;
        end = Math.min(
                end,
                page.stream()
                        .filter(decision -> !Stories.isSealed(decision))
                        .mapToLong(History::asOf)
                        .min()
                        .orElse(Long.MAX_VALUE));
        long before = end;
        var found = new ArrayList<DecisionSummary>();
        for (Symbol symbol : symbols) {
            var decisions = page.stream()
                    .filter(decision -> decision.id().symbol().equals(symbol) && asOf(decision) < before)
                    .toList();
            found.addAll(summaries(symbol, decisions));
        }
        found.sort(Comparator.comparing(DecisionSummary::id));
        return found;
    }

    Optional<DecisionStory> story(DecisionId id) {
        return models.decision(run, id)
                .filter(told -> Stories.isSealed(told.decision()))
                .map(told -> stories.story(told, linkBefore(id)));
    }

    private String linkBefore(DecisionId id) {
        return models.decisions(run, Optional.of(id.symbol()), Page.before(id.asOfNanos(), 1)).stream()
                .findFirst()
                .flatMap(DecisionView::link)
                .orElse(DecisionChain.START.head());
    }

    /** Reads what belongs to them in three questions, not in three for each. */
    private List<DecisionSummary> summaries(Symbol symbol, List<DecisionView> decisions) {
        if (decisions.isEmpty()) {
            return List.of();
        }
        long first = decisions.stream().mapToLong(History::asOf).min().orElseThrow();
        long last = decisions.stream().mapToLong(History::asOf).max().orElseThrow();
        var span = new Span(first, last + 1, Integer.MAX_VALUE);
        var votes = votes(symbol, span);
        var fills = fills(span);
        return decisions.stream()
                .map(decision -> stories.summary(
                        decision,
                        votes.getOrDefault(asOf(decision), List.of()),
                        vetoes(decision),
                        fills.getOrDefault(decision.id(), List.of())))
                .toList();
    }

    private Map<Long, List<VoteView>> votes(Symbol symbol, Span span) {
        var votes = new HashMap<Long, List<VoteView>>();
        Newest.of(
                        span,
                        Integer.MAX_VALUE,
                        page -> models.votes(run, symbol, page),
                        vote -> vote.vote().decision().asOfNanos())
                .forEach(vote -> votes.computeIfAbsent(vote.vote().decision().asOfNanos(), at -> new ArrayList<>())
                        .add(vote));
        return votes;
    }

    private SortedMap<DecisionId, List<FillView>> fills(Span span) {
        var owners = new HashMap<ClientOrderId, DecisionId>();
        Newest.of(
                        span,
                        Integer.MAX_VALUE,
                        page -> models.orders(run, page),
                        sent -> sent.order().intent().decision().asOfNanos())
                .forEach(sent -> owners.put(
                        sent.order().intent().id(), sent.order().intent().decision()));
        var fills = new TreeMap<DecisionId, List<FillView>>();
        if (owners.isEmpty()) {
            return fills;
        }
        var sinceThen = new Span(span.fromNanos(), Long.MAX_VALUE, Integer.MAX_VALUE);
        var newest = Newest.of(
                sinceThen,
                Integer.MAX_VALUE,
                page -> models.fills(run, page),
                fill -> fill.fill().atNanos());
        for (FillView fill : newest.reversed()) {
            Optional.ofNullable(owners.get(fill.fill().order()))
                    .ifPresent(owner -> fills.computeIfAbsent(owner, id -> new ArrayList<>())
                            .add(fill));
        }
        return fills;
    }

    /** The gate only ever shrinks: what it left whole was not vetoed. */
    private int vetoes(DecisionView decision) {
        var target = decision.verdict().orElseThrow().target();
        if (decision.allowed().map(target::equals).orElse(true)) {
            return 0;
        }
        return models.decision(run, decision.id())
                .map(told -> told.vetoes().size())
                .orElse(0);
    }

    private static long asOf(DecisionView decision) {
        return decision.id().asOfNanos();
    }
}
