package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.LoadBarsEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import java.io.IOException;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code LoadBars}: a slice that the child keeps mapped. The slice's name lives only until the answer, so there is
 * nothing to clear away when the child or we die later.
 */
final class LoadQuestion implements Question<Answer<Integer>>, AutoCloseable {
    private static final long NO_COLUMN = -1;

    private final int handle;
    private final int bars;
    private final boolean withRange;
    private final SharedSlice slice;

    /**
     * @param series at least one bar
     * @throws IOException if there is no shared memory for it
     */
    LoadQuestion(int handle, PriceSeries series) throws IOException {
        this.handle = handle;
        this.bars = series.size();
        this.withRange = series.hasRange();
        this.slice = SharedSlice.create((withRange ? 4L : 2L) * columnBytes());
        series.copyTo(slice.memory(), 0, columnBytes());
        if (withRange) {
            series.copyRangeTo(slice.memory(), 2 * columnBytes(), 3 * columnBytes());
        }
    }

    private long columnBytes() {
        return (long) Long.BYTES * bars;
    }

    @Override
    public long roomBytes() {
        return 0;
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + LoadBarsEncoder.BLOCK_LENGTH]);
        new LoadBarsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(slice.bytes())
                .opensStart(0)
                .closesStart(columnBytes())
                .highsStart(withRange ? 2 * columnBytes() : NO_COLUMN)
                .lowsStart(withRange ? 3 * columnBytes() : NO_COLUMN)
                .barCount(bars)
                .dataSet(handle)
                .sliceName(slice.name());
        return new Said(buffer, buffer.capacity());
    }

    @Override
    public Optional<Answer<Integer>> answerIn(Heard heard, @Nullable SharedSlice room) {
        return heard instanceof Frames.Loaded loaded && loaded.dataSet() == handle
                ? Optional.of(new Answer.Done<>(handle))
                : Optional.empty();
    }

    @Override
    public Answer<Integer> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }

    /** Our mapping and the name go; what the child has mapped stays. */
    @Override
    public void close() {
        slice.close();
    }
}
