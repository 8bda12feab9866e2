package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.MeasurePortfolioEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code MeasureReturns}, {@code MeasureOverfitting} and {@code MeasurePortfolio}: numbers go, a report comes back. */
record MeasureQuestion<R>(Measure<R> measure, Progress progress) implements Question<Answer<R>> {
    private static final int LONGEST = MessageHeaderEncoder.ENCODED_LENGTH + MeasurePortfolioEncoder.BLOCK_LENGTH;
    /** Every double of a report that the child did not write is NaN. */
    private static final byte BLOT = (byte) 0xff;

    @Override
    public long roomBytes() {
        return measure.bytes();
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var slice = Objects.requireNonNull(room);
        slice.memory().asSlice(0, measure.reportBytes()).fill(BLOT);
        measure.putInto(slice.memory());
        var buffer = new UnsafeBuffer(new byte[LONGEST]);
        int body = measure.say(buffer, requestId, slice.name(), slice.bytes());
        return new Said(buffer, MessageHeaderEncoder.ENCODED_LENGTH + body);
    }

    /** The report is read once, out of the child's reach. */
    @Override
    public Optional<Answer<R>> answerIn(Heard heard, @Nullable SharedSlice room) {
        if (!(heard instanceof Frames.Measured measured)) {
            return Optional.empty();
        }
        byte[] report = new byte[Math.toIntExact(measure.reportBytes())];
        MemorySegment.copy(Objects.requireNonNull(room).memory(), ValueLayout.JAVA_BYTE, 0, report, 0, report.length);
        return measure.read(MemorySegment.ofArray(report), measured.kernelVersion())
                .map(Answer.Done::new);
    }

    @Override
    public Answer<R> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }
}
