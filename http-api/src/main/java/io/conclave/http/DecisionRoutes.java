package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathEnd;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.vote.DecisionId;
import io.conclave.http.port.DecisionQuery;
import io.conclave.http.port.Decisions;
import io.conclave.http.port.Span;
import io.conclave.http.problem.Problem;
import io.conclave.http.view.DecisionSummary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * What was decided, over HTTP.
 * <pre>
 * GET /v1/decisions?symbol=&amp;from=&amp;to=&amp;limit=&amp;page=  200 {decisions, next}, newest first
 * GET /v1/decisions/{id}                           200 DecisionStory | 404 not_found
 * POST /v1/decisions/{id}/replay                   200 ReplayView | 404 not_found
 * </pre>
 */
final class DecisionRoutes extends Routing {
    private final Decisions decisions;

    DecisionRoutes(Decisions decisions, Replies replies) {
        super(replies);
        this.decisions = decisions;
    }

    /** @param next hand it back as {@code page} for what is older; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record DecisionPage(List<DecisionSummary> decisions, Optional<String> next) {}

    Route routes() {
        return pathPrefix(
                "decisions",
                () -> concat(
                        pathEnd(() -> read(Set.of("symbol", "from", "to", "limit", "page"), this::list)),
                        path(segment(), id -> read(Set.of(), _ -> story(id))),
                        path(segment().slash("replay"), id -> create(_ -> replay(id)))));
    }

    private CompletionStage<HttpResponse> list(Query query) {
        var asked = query.span(100, 1_000);
        // One more than asked for tells whether there is another page.
        var oneMore = new Span(asked.fromNanos(), asked.toNanos(), asked.limit() + 1);
        return decisions
                .newestFirst(new DecisionQuery(query.symbol(), oneMore, query.read("page", Pages::decision)))
                .thenApply(found -> Replies.ok(page(found, asked.limit())));
    }

    private static DecisionPage page(List<DecisionSummary> found, int limit) {
        if (found.size() <= limit) {
            return new DecisionPage(found, Optional.empty());
        }
        var shown = found.subList(0, limit);
        return new DecisionPage(shown, Optional.of(Pages.after(shown.getLast().id())));
    }

    private CompletionStage<HttpResponse> story(String text) {
        var id = id(text);
        return decisions.story(id).thenApply(story -> shown(id, story));
    }

    private CompletionStage<HttpResponse> replay(String text) {
        var id = id(text);
        return decisions.replay(id).thenApply(replay -> shown(id, replay));
    }

    private static HttpResponse shown(DecisionId id, Optional<?> found) {
        return found.map(Replies::ok)
                .orElseGet(() -> Replies.problem(Problem.notFound("No decision " + id + " was taken.")));
    }

    private static DecisionId id(String text) {
        try {
            return DecisionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", String.valueOf(e.getMessage()));
        }
    }
}
