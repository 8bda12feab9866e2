package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobRoutesTest {
    private static final String SWEEP = "{\"data\":\"demo\"}";

    @SuppressWarnings("NullAway.Init")
    private RunningServer api;

    @BeforeEach
    void start() throws Exception {
        api = RunningServer.over(new CannedRun(3, true).engine(), CannedAccess.withEveryRole(), "");
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void aJobIsTakenInFollowedAndCancelled() throws Exception {
        var taken = post("/v1/sweeps", Role.TRADER, SWEEP);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(taken.headers().firstValue("Location")).contains("/v1/jobs/job-3");
        assertThat(taken.body()).contains("\"status\":\"queued\"", "\"asked\":{\"data\":\"demo\"}");
        assertThat(api.get("/v1/jobs?limit=1", Role.VIEWER).body())
                .contains("job-3")
                .doesNotContain("job-1");
        assertThat(delete("/v1/jobs/job-3", Role.TRADER).body()).contains("\"status\":\"cancelled\"");
        assertThat(api.get("/v1/jobs/job-3", Role.VIEWER).body()).contains("\"status\":\"cancelled\"");
    }

    @Test
    void aResultIsThereWhenTheJobIsDone() throws Exception {
        assertThat(api.get("/v1/jobs/job-1/result", Role.VIEWER).body()).isEqualTo("{\"trials\":9}");

        var early = api.get("/v1/jobs/job-2/result", Role.VIEWER);

        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("\"code\":\"not_done\"", "The job is running");
        assertThat(api.get("/v1/jobs/job-9/result", Role.VIEWER).statusCode()).isEqualTo(404);
        assertThat(api.get("/v1/jobs/job-9", Role.VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    void whatCannotBeDoneIsSaidByItsFieldAndAFullHouseByACode() throws Exception {
        var odd = post("/v1/backtests", Role.RISK, "{\"colour\":\"red\"}");
        assertThat(odd.statusCode()).isEqualTo(422);
        assertThat(odd.body()).contains("\"field\":\"colour\"");

        post("/v1/sweeps", Role.TRADER, SWEEP);
        var full = post("/v1/sweeps", Role.TRADER, SWEEP);

        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.body()).contains("\"code\":\"jobs_full\"");
    }

    @Test
    void whoMayOnlyLookStartsAndStopsNothing() throws Exception {
        for (Role role : new Role[] {Role.VIEWER, Role.ADMIN, Role.AGENT}) {
            assertThat(post("/v1/sweeps", role, SWEEP).statusCode()).isEqualTo(403);
            assertThat(delete("/v1/jobs/job-2", role).statusCode()).isEqualTo(403);
        }
        assertThat(api.get("/v1/jobs", Role.AGENT).statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> post(String path, Role role, String body) throws Exception {
        return api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(role))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String path, Role role) throws Exception {
        return api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(role))
                .DELETE());
    }
}
