package io.conclave.nativerisk;

import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.CrossoverSweep.WindowRange;
import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.AverageKind;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.SweepCrossoversEncoder;
import io.conclave.nativerisk.frames.SweepCrossoversEncoder.FastWindowsEncoder;
import io.conclave.nativerisk.frames.SweepCrossoversEncoder.SlowWindowsEncoder;
import io.conclave.nativerisk.frames.SweepMethod;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code SweepCrossovers}: rows, then parts come back in the slice; no bar travels. */
final class SweepQuestion implements Question<Answer<SweepResult>> {
    private static final long NOT_WANTED = -1;

    private final CrossoverSweep sweep;
    private final Progress progress;

    SweepQuestion(CrossoverSweep sweep, Progress progress) {
        this.sweep = sweep;
        this.progress = progress;
    }

    /** How long the frame will be. */
    static long bytesOf(CrossoverSweep sweep) {
        return (long) MessageHeaderEncoder.ENCODED_LENGTH
                + SweepCrossoversEncoder.BLOCK_LENGTH
                + FastWindowsEncoder.sbeHeaderSize()
                + (long) FastWindowsEncoder.sbeBlockLength() * sweep.fast().size()
                + SlowWindowsEncoder.sbeHeaderSize()
                + (long) SlowWindowsEncoder.sbeBlockLength() * sweep.slow().size();
    }

    private long partsStart() {
        return (long) SweepRows.ROW_BYTES * sweep.rows();
    }

    @Override
    public long roomBytes() {
        return partsStart() + (long) SweepRows.PART_BYTES * sweep.rows() * sweep.parts();
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var results = Objects.requireNonNull(room);
        SweepRows.blot(results.memory(), 0, roomBytes());
        var buffer = new UnsafeBuffer(new byte[Math.toIntExact(bytesOf(sweep))]);
        var ask = new SweepCrossoversEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(results.bytes())
                .rowsStart(0)
                .partsStart(sweep.parts() > 0 ? partsStart() : NOT_WANTED)
                .dataSet(sweep.bars().handle())
                .firstBar(sweep.firstBar())
                .endBar(sweep.endBar())
                .feeBps(sweep.costs().fee().value())
                .slippageBps(sweep.costs().slippage().value())
                .parts(sweep.parts())
                .threads(sweep.threads())
                .average(
                        switch (sweep.average()) {
                            case SIMPLE -> AverageKind.SIMPLE;
                            case EXPONENTIAL -> AverageKind.EXPONENTIAL;
                        })
                .method(
                        switch (sweep.method()) {
                            case AUTO -> SweepMethod.AUTO;
                            case SCALAR -> SweepMethod.SCALAR;
                            case AVX2 -> SweepMethod.AVX2;
                            case AVX512 -> SweepMethod.AVX512;
                            case RUN_LENGTH -> SweepMethod.RUN_LENGTH;
                        })
                .sliceName(results.name());
        var fast = ask.fastWindowsCount(sweep.fast().size());
        for (WindowRange range : sweep.fast()) {
            fast.next().firstBars(range.firstBars()).lastBars(range.lastBars()).stepBars(range.stepBars());
        }
        var slow = ask.slowWindowsCount(sweep.slow().size());
        for (WindowRange range : sweep.slow()) {
            slow.next().firstBars(range.firstBars()).lastBars(range.lastBars()).stepBars(range.stepBars());
        }
        return new Said(buffer, MessageHeaderEncoder.ENCODED_LENGTH + ask.encodedLength());
    }

    @Override
    public Optional<Answer<SweepResult>> answerIn(Heard heard, @Nullable SharedSlice room) {
        return heard instanceof Frames.Swept swept && swept.rows() == sweep.rows()
                ? resultOf(swept, Objects.requireNonNull(room))
                : Optional.empty();
    }

    /** The rows are read once, out of the child's reach; whether the best is the best is seen in them. */
    private Optional<Answer<SweepResult>> resultOf(Frames.Swept swept, SharedSlice room) {
        if (!mayAnswer(swept.method())) {
            return Optional.empty();
        }
        return SweepRows.read(
                        room.memory(), 0, sweep.rows(), partsStart(), sweep.parts(), sweep.endBar() - sweep.firstBar())
                .filter(rows -> rows.best().equals(swept.best()))
                .map(rows -> new Answer.Done<>(
                        new SweepResult(swept.kernelVersion(), swept.method(), swept.cpuTime(), swept.best(), rows)));
    }

    /** Whatever is asked for, plain loops stand in where it could not compare the averages. */
    private boolean mayAnswer(Method used) {
        return switch (used) {
            case AUTO -> false;
            case SCALAR -> true;
            case AVX2, AVX512 -> sweep.method() == Method.AUTO || sweep.method() == used;
            case RUN_LENGTH -> sweep.method() == used;
        };
    }

    @Override
    public Answer<SweepResult> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }

    @Override
    public Progress progress() {
        return progress;
    }
}
