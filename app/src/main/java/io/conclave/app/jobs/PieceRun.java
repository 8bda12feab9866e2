package io.conclave.app.jobs;

import io.conclave.app.sweep.PieceWork;
import io.conclave.persistence.jobs.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's part in a job that is cut: a process that keeps the bars and is asked for one piece after another.
 *
 * <p>Whoever has claimed the job leads: it takes pieces like the others, waits for theirs, and has the whole put together of
 * what is stored. Others help, as long as there is a piece that nobody works on and no job that nobody has begun.
 */
final class PieceRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PieceRun.class);

    private final JobTable table;
    private final Job job;
    private final boolean leads;
    private final int pieces;
    private final long deadline;
    private final Path folder;
    private final JobProcess process;

    /**
     * @param folder the job's own, there
     * @throws BadJobException if it cannot be done here
     */
    PieceRun(JobTable table, JobSettings settings, Job job, Path folder, boolean leads) throws IOException {
        var request = JobRequest.parse(job.kind(), job.asked());
        this.table = table;
        this.job = job;
        this.leads = leads;
        this.pieces = request.pieces();
        this.deadline = table.now() + settings.timeout().toNanos();
        var arguments = new ArrayList<>(request.arguments(settings, folder));
        this.folder = Files.createTempDirectory(folder, "pieces-");
        arguments.add("--pieces=" + this.folder);
        this.process = new JobProcess(settings, this.folder, arguments);
    }

    /** Does the job, with the others; how it ended, or that it runs on in other hands. */
    Job.Standing lead() throws InterruptedException, IOException {
        var cut = table.pieces().cut(job.id(), pieces, table.now());
        if (cut.isEmpty()) {
            return new Job.Cancelled();
        }
        if (cut.get() != pieces) {
            return new Job.Failed("It was cut into " + cut.get() + " pieces by another version of Conclave, which are "
                    + pieces + " here: ask again when all nodes run the same");
        }
        while (true) {
            for (var next = claim(); next.isPresent(); next = claim()) {
                var over = done(next.get());
                if (over.isPresent()) {
                    return over.get();
                }
            }
            if (table.pieces().done(job.id()) == pieces) {
                return whole();
            }
            var over = process.endsWithin(JobTable.BEAT) ? Optional.of(ended()) : beat();
            if (over.isPresent()) {
                return over.get();
            }
        }
    }

    /**
     * Does what it can get.
     *
     * @throws IOException if it cannot do that here; its piece waits for others
     */
    void help() throws InterruptedException, IOException {
        for (var next = claim(); next.isPresent(); next = claim()) {
            var over = done(next.get());
            if (over.isPresent()) {
                if (over.get() instanceof Job.Failed failed) {
                    table.pieces().left(job.id(), next.get(), table.now());
                    throw new IOException(failed.fault());
                }
                return;
            }
            if (table.jobs().waiting() > 0) {
                return;
            }
        }
    }

    private Optional<Integer> claim() {
        return table.pieces().claim(job.id(), table.now(), table.abandoned());
    }

    /** Empty when the piece is stored; it runs on if somebody who thought us dead was first. */
    private Optional<Job.Standing> done(int piece) throws InterruptedException, IOException {
        process.ask("piece " + piece);
        while (!process.doneWithin(piece, JobTable.BEAT)) {
            if (process.endsWithin(Duration.ZERO)) {
                return Optional.of(ended());
            }
            var over = beat();
            if (over.isPresent()) {
                return over;
            }
            if (!table.pieces().worked(job.id(), piece, table.now())) {
                return Optional.of(new Job.Running());
            }
        }
        var file = PieceWork.file(folder, piece);
        var _ = table.pieces().done(job.id(), piece, Files.readAllBytes(file), table.now());
        Files.delete(file);
        return Optional.empty();
    }

    /** Says that the job gets on; how it ended, if it did. */
    private Optional<Job.Standing> beat() {
        if (!leads) {
            return Optional.empty();
        }
        double progress = table.pieces().done(job.id()) / (double) pieces;
        if (!table.jobs().progressed(job.id(), progress, table.now())) {
            return Optional.of(new Job.Cancelled());
        }
        return table.now() > deadline ? Optional.of(new Job.Failed(table.tooLong())) : Optional.empty();
    }

    private Job.Standing whole() throws InterruptedException, IOException {
        var files = new ArrayList<Path>();
        try {
            for (int piece = 0; piece < pieces; piece++) {
                var result = table.pieces().result(job.id(), piece);
                if (result.isEmpty()) {
                    return new Job.Cancelled();
                }
                files.add(Files.write(PieceWork.file(folder, piece), result.get()));
            }
            process.ask("whole");
            while (!process.endsWithin(JobTable.BEAT)) {
                var over = beat();
                if (over.isPresent()) {
                    return over.get();
                }
            }
            return ended();
        } finally {
            delete(files);
        }
    }

    private static void delete(List<Path> files) throws IOException {
        for (var file : files) {
            Files.deleteIfExists(file);
        }
    }

    private Job.Standing ended() throws IOException {
        return switch (process.ended()) {
            case JobProcess.Well well -> new Job.Done(well.result());
            case JobProcess.Badly badly -> new Job.Failed(badly.why());
        };
    }

    /** What the process has left behind goes with it: nobody reads it again. */
    @Override
    public void close() {
        process.close();
        try (Stream<Path> left = Files.walk(folder)) {
            delete(left.sorted(Comparator.reverseOrder()).toList());
        } catch (IOException | UncheckedIOException e) {
            // What came of the job is known, and stands.
            LOG.warn("{} is left behind: {}", folder, e.getMessage());
        }
    }
}
