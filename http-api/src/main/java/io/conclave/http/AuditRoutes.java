package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.path;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.http.port.Span;
import io.conclave.http.port.Trail;
import io.conclave.http.view.AuditView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Who changed what, or tried to.
 * <pre>
 * GET /v1/audit?from=&amp;to=&amp;limit=&amp;page=   200 {entries, next}, newest first
 * </pre>
 */
final class AuditRoutes extends Routing {
    private final Trail trail;

    AuditRoutes(Trail trail, Replies replies) {
        super(replies);
        this.trail = trail;
    }

    /** @param next hand it back as {@code page} for what is older; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record AuditPage(List<AuditView> entries, Optional<String> next) {}

    Route routes() {
        return path("audit", () -> read(Set.of("from", "to", "limit", "page"), this::list));
    }

    private CompletionStage<HttpResponse> list(Query query) {
        var asked = query.span(100, 1_000);
        var oneMore = new Span(asked.fromNanos(), asked.toNanos(), asked.limit() + 1);
        return trail.newest(oneMore, query.place().orElse(Long.MAX_VALUE))
                .thenApply(found -> Replies.ok(page(found, asked.limit())));
    }

    private static AuditPage page(List<AuditView> found, int limit) {
        if (found.size() <= limit) {
            return new AuditPage(found, Optional.empty());
        }
        var shown = found.subList(0, limit);
        return new AuditPage(shown, Optional.of(Long.toString(shown.getLast().seq())));
    }
}
