package io.conclave.app.jobs;

import io.conclave.persistence.jobs.Job;
import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.jobs.PieceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs in and does them. Every node that shares the table takes the oldest that waits; a job whose node is gone
 * waits again, and begins anew. A large sweep is cut, and nodes that have no job of their own take pieces of it; those that
 * are done outlive their node.
 *
 * <p>Its methods block on the database: ask from a thread that may wait.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** Each has a folder of that name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** How often the table is looked at for what other nodes took in. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JobStore store;
    private final JobTable table;
    private final JobSettings settings;
    private final Semaphore news = new Semaphore(0);
    private final List<Thread> workers = new ArrayList<>();

    /** Jobs that could not be helped with here, and when: for a while they are left alone. */
    private final Map<String, Long> left = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private Jobs(JobStore store, PieceStore pieces, JobSettings settings, InstantSource clock) {
        this.store = store;
        this.table = new JobTable(store, pieces, clock, settings.timeout());
        this.settings = settings;
    }

    /** Begins to work. */
    public static Jobs start(JobStore store, PieceStore pieces, JobSettings settings, InstantSource clock) {
        var jobs = new Jobs(store, pieces, settings, clock);
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
        store.queue(id, kind, askedBy, asked, table.now());
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
        return store.ended(id, new Job.Cancelled(), table.now());
    }

    // ---- a worker

    private void work() {
        while (!closed) {
            try {
                var next = store.claim(table.now(), table.abandoned());
                if (next.isPresent()) {
                    perform(next.get());
                } else if (!helped() && news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
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
            end(job, outcome(job, folder));
        } catch (BadJobException e) {
            end(job, new Job.Failed(String.valueOf(e.getMessage())));
        } catch (IOException | UncheckedIOException e) {
            end(job, notHere(e));
        }
    }

    private static Job.Standing notHere(Exception e) {
        return new Job.Failed("The job could not be run here: " + e.getMessage());
    }

    private Job.Standing outcome(Job job, Path folder) throws InterruptedException, IOException {
        var request = JobRequest.parse(job.kind(), job.asked());
        if (request.pieces() > 1) {
            try (var run = new PieceRun(table, settings, job, folder, true)) {
                return run.lead();
            }
        }
        try (var process = new JobProcess(settings, folder, request.arguments(settings, folder))) {
            return outcome(job, process);
        }
    }

    /** Waits for its end. A job that was cancelled meanwhile stays so, whatever is said of it. */
    private Job.Standing outcome(Job job, JobProcess process) throws InterruptedException, IOException {
        long deadline = table.now() + settings.timeout().toNanos();
        while (!process.endsWithin(JobTable.BEAT)) {
            if (!store.progressed(job.id(), process.progress(), table.now())) {
                return new Job.Cancelled();
            }
            if (table.now() > deadline) {
                return new Job.Failed(table.tooLong());
            }
        }
        return switch (process.ended()) {
            case JobProcess.Well well -> new Job.Done(well.result());
            case JobProcess.Badly badly -> new Job.Failed(badly.why());
        };
    }

    /** Works on pieces of another node's job; false if there is none that can be done here. */
    private boolean helped() throws InterruptedException {
        left.values().removeIf(when -> when < table.abandoned());
        for (var id : table.pieces().open(table.abandoned())) {
            var job = left.containsKey(id) ? Optional.<Job>empty() : store.find(id);
            if (job.isPresent() && helped(job.get())) {
                return true;
            }
        }
        return false;
    }

    private boolean helped(Job job) throws InterruptedException {
        var folder = folderOf(job.id());
        try {
            Files.createDirectories(folder);
            try (var run = new PieceRun(table, settings, job, folder, false)) {
                run.help();
            }
            return true;
        } catch (BadJobException | IOException | UncheckedIOException e) {
            // Whoever leads can do it; memory or disk that is full here is no fault of the job's.
            left.put(job.id(), table.now());
            LOG.info("Job {} is left to other nodes: {}", job.id(), e.getMessage());
            return false;
        }
    }

    private void end(Job job, Job.Standing ending) {
        switch (ending) {
            case Job.Done _, Job.Failed _, Job.Cancelled _ -> {
                var _ = store.ended(job.id(), ending, table.now());
            }
            case Job.Queued _, Job.Running _ -> LOG.debug("Job {} goes on elsewhere", job.id());
        }
    }

    private Path folderOf(String id) {
        return settings.folder().resolve(id);
    }

    /** Ends what runs here; another node, or this one when it is back, begins it anew. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
    }
}
