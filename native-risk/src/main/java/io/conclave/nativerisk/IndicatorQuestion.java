package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.TraceIndicatorEncoder;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code TraceIndicator}: the room is the values that come back. */
final class IndicatorQuestion implements Question<Answer<IndicatorValues>> {
    private final IndicatorTrace trace;

    IndicatorQuestion(IndicatorTrace trace) {
        this.trace = trace;
    }

    @Override
    public long roomBytes() {
        return (long) Double.BYTES * trace.bars().size();
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var values = Objects.requireNonNull(room);
        var buffer =
                new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + TraceIndicatorEncoder.BLOCK_LENGTH]);
        var ask = new TraceIndicatorEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(values.bytes())
                .valuesStart(0)
                .dataSet(trace.bars().handle())
                .sliceName(values.name());
        StrategyFrames.say(trace.indicator(), ask.indicator());
        return new Said(buffer, buffer.capacity());
    }

    @Override
    public Optional<Answer<IndicatorValues>> answerIn(Heard heard, @Nullable SharedSlice room) {
        return heard instanceof Frames.Traced
                ? Optional.of(new Answer.Done<>(IndicatorValues.read(
                        Objects.requireNonNull(room).memory(), 0, trace.bars().size())))
                : Optional.empty();
    }

    @Override
    public Answer<IndicatorValues> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }
}
