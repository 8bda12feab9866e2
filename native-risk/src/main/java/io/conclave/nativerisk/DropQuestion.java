package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.DropBarsEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code DropBars}: give resident bars back. */
record DropQuestion(int handle) implements Question<Answer<Integer>> {
    @Override
    public long roomBytes() {
        return 0;
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + DropBarsEncoder.BLOCK_LENGTH]);
        new DropBarsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .dataSet(handle);
        return new Said(buffer, buffer.capacity());
    }

    @Override
    public Optional<Answer<Integer>> answerIn(Heard heard, @Nullable SharedSlice room) {
        return heard instanceof Frames.Dropped dropped && dropped.dataSet() == handle
                ? Optional.of(new Answer.Done<>(handle))
                : Optional.empty();
    }

    @Override
    public Answer<Integer> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }

    @Override
    public boolean isHousekeeping() {
        return true;
    }
}
