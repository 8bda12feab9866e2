package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.path;

import io.conclave.http.port.News;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * News.
 * <pre>
 * GET /v1/news?symbol=&amp;as_of=&amp;limit=   200 {news}, what was known then, newest first
 * </pre>
 */
final class NewsRoutes extends Routing {
    private final News news;

    NewsRoutes(News news, Replies replies) {
        super(replies);
        this.news = news;
    }

    Route routes() {
        return path("news", () -> read(Set.of("symbol", "as_of", "limit"), this::known));
    }

    private CompletionStage<HttpResponse> known(Query query) {
        long asOf = query.read("as_of", Query::nanos).orElse(Long.MAX_VALUE);
        return news.known(query.symbol(), asOf, query.whole("limit", 50, 1, 500))
                .thenApply(known -> Replies.ok(Map.of("news", known)));
    }
}
