package io.conclave.http;

import io.conclave.http.port.Jobs;
import io.conclave.http.view.JobView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two jobs to begin with, one of them done; a third one may be asked for, of which the fourth field is wrong. */
final class CannedJobs implements Jobs {
    private static final Instant THEN = Instant.parse("2013-11-29T12:00:00Z");
    private static final int MOST = 3;

    private final List<JobView> all = new ArrayList<>(
            List.of(job("job-2", "running", 0.5, "ada", "{}"), job("job-1", "done", 1, "ada", "{\"data\":\"demo\"}")));

    @Override
    public synchronized CompletionStage<Answer> submit(String kind, String body, String askedBy) {
        if (body.contains("colour")) {
            return CompletableFuture.completedStage(new Malformed("colour", "There is no such field."));
        }
        if (all.size() == MOST) {
            return CompletableFuture.completedStage(new Full("As many wait as may."));
        }
        all.addFirst(job("job-" + (all.size() + 1), "queued", 0, askedBy, body));
        return CompletableFuture.completedStage(new Taken(all.getFirst()));
    }

    @Override
    public synchronized CompletionStage<Optional<JobView>> find(String id) {
        return CompletableFuture.completedStage(
                all.stream().filter(job -> job.id().equals(id)).findFirst());
    }

    @Override
    public CompletionStage<Optional<String>> result(String id) {
        return CompletableFuture.completedStage(id.equals("job-1") ? Optional.of("{\"trials\":9}") : Optional.empty());
    }

    @Override
    public synchronized CompletionStage<List<JobView>> newest(int limit) {
        return CompletableFuture.completedStage(all.stream().limit(limit).toList());
    }

    @Override
    public synchronized CompletionStage<Optional<JobView>> cancel(String id) {
        all.replaceAll(job -> job.id().equals(id) && !job.status().equals("done")
                ? job(id, "cancelled", job.progress(), job.askedBy(), job.asked())
                : job);
        return find(id);
    }

    private static JobView job(String id, String status, double progress, String askedBy, String asked) {
        return new JobView(id, "sweep", status, progress, asked, askedBy, THEN, THEN, Optional.empty());
    }
}
