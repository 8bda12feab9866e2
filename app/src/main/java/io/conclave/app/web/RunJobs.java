package io.conclave.app.web;

import io.conclave.app.jobs.BadJobException;
import io.conclave.app.jobs.Jobs;
import io.conclave.http.view.Instants;
import io.conclave.http.view.JobView;
import io.conclave.persistence.jobs.Job;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Jobs as the API asks for them; the table is read where others may wait. */
final class RunJobs implements io.conclave.http.port.Jobs {
    private final Jobs jobs;
    private final Readers readers;

    RunJobs(Jobs jobs, Readers readers) {
        this.jobs = jobs;
        this.readers = readers;
    }

    @Override
    public CompletionStage<Answer> submit(String kind, String body, String askedBy) {
        return readers.read(() -> {
            try {
                return jobs.submit(UUID.randomUUID().toString(), kind, body, askedBy)
                        .<Answer>map(job -> new Taken(view(job)))
                        .orElseGet(() -> new Full("As many jobs wait as may: ask again when some are done."));
            } catch (BadJobException e) {
                return new Malformed(e.field(), e.getMessage() + ".");
            }
        });
    }

    @Override
    public CompletionStage<Optional<JobView>> find(String id) {
        return readers.read(() -> jobs.find(id).map(RunJobs::view));
    }

    @Override
    public CompletionStage<Optional<String>> result(String id) {
        return readers.read(() -> jobs.find(id)
                .map(Job::standing)
                .flatMap(
                        standing -> standing instanceof Job.Done done ? Optional.of(done.result()) : Optional.empty()));
    }

    @Override
    public CompletionStage<List<JobView>> newest(int limit) {
        return readers.read(() -> jobs.newest(limit).stream().map(RunJobs::view).toList());
    }

    @Override
    public CompletionStage<Optional<JobView>> cancel(String id) {
        return readers.read(() -> {
            jobs.cancel(id);
            return jobs.find(id).map(RunJobs::view);
        });
    }

    private static JobView view(Job job) {
        return new JobView(
                job.id(),
                job.kind(),
                status(job.standing()),
                job.progress(),
                job.asked(),
                job.askedBy(),
                Instants.ofNanos(job.createdNanos()),
                Instants.ofNanos(job.changedNanos()),
                job.standing() instanceof Job.Failed failed ? Optional.of(failed.fault()) : Optional.empty());
    }

    private static String status(Job.Standing standing) {
        return switch (standing) {
            case Job.Queued _ -> "queued";
            case Job.Running _ -> "running";
            case Job.Done _ -> "done";
            case Job.Failed _ -> "failed";
            case Job.Cancelled _ -> "cancelled";
        };
    }
}
