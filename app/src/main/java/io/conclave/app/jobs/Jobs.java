package io.conclave.app.jobs;

import io.conclave.persistence.jobs.Job;
import io.conclave.persistence.jobs.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs in and does them. Every node that shares the table takes the oldest that waits; a job whose node is gone
 * waits again, and begins anew.
 *
 * <p>Its methods block on the database: ask from a thread that may wait.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** Each has a folder of that name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** How often a job's progress is written, which also says that its node lives. */
    private static final Duration BEAT = Duration.ofMillis(500);

    /** A running job that nobody wrote about for so long has lost its node. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    /** How often the table is looked at for what other nodes took in. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final JobStore store;
    private final JobSettings settings;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(0);
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    private Jobs(JobStore store, JobSettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins to work. */
    public static Jobs start(JobStore store, JobSettings settings, InstantSource clock) {
        var jobs = new Jobs(store, settings, clock);
        for (int i = 0; i < settings.atOnce(); i++) {
            jobs.workers.add(
                    Thread.ofPlatform().daemon().name("conclave-job-" + i).start(jobs::work));
        }
        return jobs;
    }

    /**
     * Takes a job in.
     *
     * @param id letters, digits and dashes; asked again with the same, it is the same job
     * @param kind {@code sweep} or {@code backtest}
     * @param asked JSON
     * @return as it stands; empty if too many wait already
     * @throws BadJobException if it cannot be done; it names the field
     */
    public Optional<Job> submit(String id, String kind, String asked, String askedBy) {
        var known = store.find(id);
        if (known.isPresent()) {
            return known;
        }
        if (!ID.matcher(id).matches()) {
            throw new BadJobException("id", "\"" + id + "\" is no job's id: 1 to 64 letters, digits and dashes");
        }
        JobRequest.parse(kind, asked).arguments(settings, folderOf(id));
        if (store.waiting() >= settings.waiting()) {
            return Optional.empty();
        }
        store.queue(id, kind, askedBy, asked, now());
        news.release();
        return store.find(id);
    }

    public Optional<Job> find(String id) {
        return store.find(id);
    }

    /** The newest, newest first. */
    public List<Job> newest(int limit) {
        return store.newest(limit);
    }

    /** The job stops, if it is not over; whether it was not. */
    public boolean cancel(String id) {
        return store.ended(id, new Job.Cancelled(), now());
    }

    // ---- a worker

    private void work() {
        while (!closed) {
            try {
                var next = store.claim(now(), now() - ABANDONED.toNanos());
                if (next.isPresent()) {
                    perform(next.get());
                } else if (news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (IllegalStateException e) {
                LOG.warn("Jobs wait: {}", e.getMessage());
                if (!waitedForTheDatabase()) {
                    return;
                }
            }
        }
    }

    /** False if there is nothing to wait for any more. */
    private boolean waitedForTheDatabase() {
        try {
            news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void perform(Job job) throws InterruptedException {
        var folder = folderOf(job.id());
        try {
            Files.createDirectories(folder);
            var arguments = JobRequest.parse(job.kind(), job.asked()).arguments(settings, folder);
            try (var process = new JobProcess(settings, folder, arguments)) {
                store.ended(job.id(), outcome(job, process), now());
            }
        } catch (BadJobException e) {
            store.ended(job.id(), new Job.Failed(String.valueOf(e.getMessage())), now());
        } catch (IOException | UncheckedIOException e) {
            store.ended(job.id(), new Job.Failed("The job could not be run here: " + e.getMessage()), now());
        }
    }

    /** Waits for its end. A job that was cancelled meanwhile stays so, whatever is said of it. */
    private Job.Standing outcome(Job job, JobProcess process) throws InterruptedException, IOException {
        long deadline = now() + settings.timeout().toNanos();
        while (!process.endsWithin(BEAT)) {
            if (!store.progressed(job.id(), process.progress(), now())) {
                return new Job.Cancelled();
            }
            if (now() > deadline) {
                return new Job.Failed("It took longer than "
                        + settings.timeout().toMinutes() + " minutes (conclave.jobs.timeout) and was ended");
            }
        }
        return switch (process.ended()) {
            case JobProcess.Well well -> new Job.Done(well.result());
            case JobProcess.Badly badly -> new Job.Failed(badly.why());
        };
    }

    private Path folderOf(String id) {
        return settings.folder().resolve(id);
    }

    private long now() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    /** Ends what runs here; another node, or this one when it is back, begins it anew. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
    }
}
