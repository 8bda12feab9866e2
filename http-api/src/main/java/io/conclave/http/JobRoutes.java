package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.http.port.Jobs;
import io.conclave.http.problem.Problem;
import io.conclave.http.security.Caller;
import io.conclave.http.view.JobView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Backtests and sweeps.
 * <pre>
 * POST   /v1/sweeps             202 JobView, Location | 422 invalid | 503 jobs_full
 * POST   /v1/backtests          likewise
 * GET    /v1/jobs?limit=        200 {jobs}, newest first
 * GET    /v1/jobs/{id}          200 JobView | 404
 * GET    /v1/jobs/{id}/result   200 what the command prints with --json | 404 | 409 not_done
 * DELETE /v1/jobs/{id}          200 JobView as it stands then | 404
 * </pre>
 */
final class JobRoutes extends Routing {
    private final Jobs jobs;

    JobRoutes(Jobs jobs, Replies replies) {
        super(replies);
        this.jobs = jobs;
    }

    Route routes() {
        return concat(
                path("sweeps", () -> create(request -> submit("sweep", request))),
                path("backtests", () -> create(request -> submit("backtest", request))),
                path("jobs", () -> read(Set.of("limit"), this::list)),
                path(
                        segment("jobs").slash(segment()),
                        id -> concat(read(Set.of(), _ -> find(id)), remove(_ -> cancel(id)))),
                path(segment("jobs").slash(segment()).slash("result"), id -> read(Set.of(), _ -> result(id))));
    }

    private CompletionStage<HttpResponse> submit(String kind, HttpRequest request) {
        return jobs.submit(kind, Body.of(request).text(), Caller.of(request).label())
                .thenApply(answer -> switch (answer) {
                    case Jobs.Taken taken ->
                        Replies.json(202, taken.job())
                                .addHeader(Location.create(
                                        "/v1/jobs/" + taken.job().id()));
                    case Jobs.Malformed bad -> Replies.problem(Problem.invalid(bad.field(), bad.why()));
                    case Jobs.Full full -> Replies.problem(Problem.unavailable("jobs_full", full.why()));
                });
    }

    private CompletionStage<HttpResponse> list(Query query) {
        return jobs.newest(query.whole("limit", 50, 1, 1_000)).thenApply(all -> Replies.ok(Map.of("jobs", all)));
    }

    private CompletionStage<HttpResponse> find(String id) {
        return jobs.find(id).thenApply(found -> shown(id, found));
    }

    private CompletionStage<HttpResponse> cancel(String id) {
        return jobs.cancel(id).thenApply(found -> shown(id, found));
    }

    private CompletionStage<HttpResponse> result(String id) {
        return jobs.find(id).thenCombine(jobs.result(id), (job, result) -> {
            if (job.isEmpty() || result.isPresent()) {
                return result.map(Replies::raw).orElseGet(() -> unknown(id));
            }
            return Replies.problem(Problem.of(
                    409, "Conflict", "not_done", "The job is " + job.get().status() + ": there is no result."));
        });
    }

    private static HttpResponse shown(String id, Optional<JobView> job) {
        return job.map(Replies::ok).orElseGet(() -> unknown(id));
    }

    private static HttpResponse unknown(String id) {
        return Replies.problem(Problem.notFound("There is no job " + id + "."));
    }
}
