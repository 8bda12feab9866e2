package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import io.conclave.http.port.KillSwitch;
import io.conclave.http.security.Caller;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The kill switch. Whoever sees to risk engages it, or an administrator; only the former releases it.
 * <pre>
 * GET    /v1/kill-switch   200 KillSwitchView
 * PUT    /v1/kill-switch   200 KillSwitchView: halted | 422 without a reason
 * DELETE /v1/kill-switch   200 KillSwitchView: orders pass again
 * </pre>
 */
final class KillSwitchRoutes extends Routing {
    private static final int LONGEST_REASON = 1_000;

    private final KillSwitch killSwitch;

    KillSwitchRoutes(KillSwitch killSwitch, Replies replies) {
        super(replies);
        this.killSwitch = killSwitch;
    }

    Route routes() {
        return path(
                "kill-switch",
                () -> concat(
                        read(Set.of(), _ -> killSwitch.position().thenApply(Replies::ok)),
                        replace(this::engage),
                        remove(request -> killSwitch.release(actor(request)).thenApply(Replies::ok))));
    }

    private CompletionStage<HttpResponse> engage(HttpRequest request) {
        var reason = Body.of(request).onlyWith(Set.of("reason")).text("reason");
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Query.invalid("reason", "Say why, in " + LONGEST_REASON + " characters at most: it is journalled.");
        }
        return killSwitch.engage(reason, actor(request)).thenApply(Replies::ok);
    }

    /** People know a key by its label, the trail by its id. */
    private static String actor(HttpRequest request) {
        var caller = Caller.of(request);
        return caller.label().isEmpty() ? caller.id() : caller.label() + " (" + caller.id() + ")";
    }
}
