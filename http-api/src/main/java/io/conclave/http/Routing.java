package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.delete;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.patch;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.Directives.put;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * What every route file stands on: a read with known parameters, or something that acts; answered in time or with a
 * problem. Who may is settled before, by the guard.
 */
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

    /** The same for whom it matters who asks. */
    final Route readBy(Set<String> parameters, Function<HttpRequest, CompletionStage<HttpResponse>> answer) {
        return get(() -> extractRequest(request -> {
            Negotiation.requireJson(request);
            var _ = Query.of(request, parameters);
            return completeWithFuture(replies.when(answer.apply(request)));
        }));
    }

    /** POST, without parameters: {@link Body} reads what was sent. */
    final Route create(Function<HttpRequest, CompletionStage<HttpResponse>> act) {
        return post(() -> acting(act));
    }

    /** PUT, without parameters. */
    final Route replace(Function<HttpRequest, CompletionStage<HttpResponse>> act) {
        return put(() -> acting(act));
    }

    /** PATCH, without parameters. */
    final Route change(Function<HttpRequest, CompletionStage<HttpResponse>> act) {
        return patch(() -> acting(act));
    }

    /** DELETE, without parameters. */
    final Route remove(Function<HttpRequest, CompletionStage<HttpResponse>> act) {
        return delete(() -> acting(act));
    }

    private Route acting(Function<HttpRequest, CompletionStage<HttpResponse>> act) {
        return extractRequest(request -> {
            Negotiation.requireJson(request);
            var _ = Query.of(request, Set.of());
            return completeWithFuture(replies.whenDone(act.apply(request)));
        });
    }
}
