package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/** What every route file stands on: a read with known parameters, answered in time or with a problem. */
abstract class Routing {
    private final Replies replies;

    Routing(Replies replies) {
        this.replies = replies;
    }

    /** GET, with these parameters and no others. */
    final Route read(Set<String> parameters, Function<Query, CompletionStage<HttpResponse>> answer) {
        return get(() -> extractRequest(request -> {
            Negotiation.requireJson(request);
            var query = Query.of(request, parameters);
            return completeWithFuture(replies.when(answer.apply(query)));
        }));
    }
}
