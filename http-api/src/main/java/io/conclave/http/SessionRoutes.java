package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.access.Role;
import io.conclave.http.security.Caller;
import io.conclave.http.security.Doorkeeper;
import io.conclave.http.security.Sessions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Browsers that log in with a key and are known by a cookie from then on.
 * <pre>
 * GET    /v1/session          200 SessionView: who I am | 401
 * POST   /v1/session {key}    201 SessionView, and the cookie | 401 bad_key, key_revoked, key_expired
 * DELETE /v1/session          204, and the cookie is gone
 * </pre>
 */
final class SessionRoutes extends Routing {
    private final Doorkeeper doorkeeper;

    SessionRoutes(Doorkeeper doorkeeper, Replies replies) {
        super(replies);
        this.doorkeeper = doorkeeper;
    }

    /**
     * Who calls.
     *
     * @param keyId absent for whoever is known by sitting at this machine
     * @param csrfToken to be said in {@code X-CSRF-Token} with whatever acts in this session; absent without a session
     * @param expiresAt of the session
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record SessionView(
            String role,
            Optional<String> keyId,
            Optional<String> label,
            Optional<String> csrfToken,
            Optional<Instant> expiresAt) {
        static SessionView of(Sessions.Session session) {
            return new SessionView(
                    session.holder().role().word(),
                    Optional.of(session.holder().id()),
                    Optional.of(session.holder().label()),
                    Optional.of(session.csrf()),
                    Optional.of(session.until()));
        }

        static SessionView of(Caller caller) {
            boolean byKey = caller.means() == Caller.Means.KEY;
            return new SessionView(
                    caller.role().map(Role::word).orElse(""),
                    byKey ? Optional.of(caller.id()) : Optional.empty(),
                    byKey ? Optional.of(caller.label()) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    Route routes() {
        return path("session", () -> concat(readBy(Set.of(), this::who), create(this::logIn), remove(this::logOut)));
    }

    private CompletionStage<HttpResponse> who(HttpRequest request) {
        var caller = Caller.of(request);
        var view = caller.means() == Caller.Means.SESSION
                ? doorkeeper.session(request).map(SessionView::of).orElseGet(() -> SessionView.of(caller))
                : SessionView.of(caller);
        return CompletableFuture.completedStage(Replies.ok(view));
    }

    private CompletionStage<HttpResponse> logIn(HttpRequest request) {
        var key = Body.of(request).onlyWith(Set.of("key")).text("key");
        return doorkeeper
                .logIn(request, key)
                .thenApply(in -> Replies.json(201, SessionView.of(in.session())).addHeader(in.cookie()));
    }

    private CompletionStage<HttpResponse> logOut(HttpRequest request) {
        return CompletableFuture.completedStage(
                HttpResponse.create().withStatus(204).addHeader(doorkeeper.logOut(request)));
    }
}
