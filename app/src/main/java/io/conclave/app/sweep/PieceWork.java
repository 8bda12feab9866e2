package io.conclave.app.sweep;

import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/** A sweep done in pieces, each kept in a file of a folder by its number; the bars are resident in one worker meanwhile. */
public final class PieceWork implements AutoCloseable {
    private final SweepJob job;
    private final Worker worker;
    private final DataSet resident;
    private final Path folder;

    /** @param folder there; somebody else may put pieces into it and take them out */
    public PieceWork(SweepJob job, Worker worker, Path folder) {
        this.job = job;
        this.worker = worker;
        this.folder = folder;
        this.resident = worker.load(job.bars().prices()).orThrow(NotSweptException::new);
    }

    /** Where a piece is kept. */
    public static Path file(Path folder, int piece) {
        return folder.resolve("piece-" + piece);
    }

    /** Computes one and waits. */
    public void compute(int piece, Progress progress) {
        long begun = System.nanoTime();
        var slab = job.order().piece(piece);
        var swept = new Sweeping(job, resident, job.parts(), worker).sweep(slab, progress);
        var spent = Duration.ofNanos(System.nanoTime() - begun);
        try {
            Files.write(file(folder, piece), Piece.written(job, slab, job.parts(), swept, spent));
        } catch (IOException e) {
            throw new UncheckedIOException(file(folder, piece) + " cannot be written", e);
        }
    }

    /** What all of them say; every one must be there. */
    public SweepReport whole() {
        long begun = System.nanoTime();
        var order = job.order();
        var swept = Swept.joined(
                order.rows(),
                job.parts(),
                job.bars().prices().size(),
                IntStream.range(0, order.pieces()).mapToObj(this::read));
        return job.report(swept, resident, worker, begun);
    }

    private Swept read(int piece) {
        try {
            return Piece.read(
                    Files.readAllBytes(file(folder, piece)), job, job.order().piece(piece), job.parts());
        } catch (IOException e) {
            throw new UncheckedIOException(file(folder, piece) + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        resident.close();
    }
}
