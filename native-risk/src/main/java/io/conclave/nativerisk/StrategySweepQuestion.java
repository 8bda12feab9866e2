package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.StrategySweep.Axis;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.SweepStrategyEncoder;
import io.conclave.nativerisk.frames.SweepStrategyEncoder.AxesEncoder;
import io.conclave.nativerisk.frames.SweptNumber;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code SweepStrategy}: rows, then parts come back in the room; the targets of a signal lie behind them. */
final class StrategySweepQuestion implements Question<Answer<SweepResult>> {
    private static final long NONE = -1;

    private final StrategySweep sweep;
    private final Progress progress;

    StrategySweepQuestion(StrategySweep sweep, Progress progress) {
        this.sweep = sweep;
        this.progress = progress;
    }

    private long partsStart() {
        return (long) SweepRows.ROW_BYTES * sweep.rows();
    }

    private long targetsStart() {
        return partsStart() + (long) SweepRows.PART_BYTES * sweep.rows() * sweep.parts();
    }

    @Override
    public long roomBytes() {
        return targetsStart() + TargetRoom.bytesFor(sweep.base(), sweep.endBar());
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var results = Objects.requireNonNull(room);
        SweepRows.blot(results.memory(), 0, targetsStart());
        int bytes = MessageHeaderEncoder.ENCODED_LENGTH
                + SweepStrategyEncoder.BLOCK_LENGTH
                + AxesEncoder.sbeHeaderSize()
                + AxesEncoder.sbeBlockLength() * sweep.axes().size();
        var buffer = new UnsafeBuffer(new byte[bytes]);
        var ask = new SweepStrategyEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(results.bytes())
                .rowsStart(0)
                .partsStart(sweep.parts() > 0 ? partsStart() : NONE)
                .signalStart(TargetRoom.fill(sweep.base(), sweep.endBar(), results.memory(), targetsStart())
                        .orElse(NONE))
                .dataSet(sweep.bars().handle())
                .firstBar(sweep.firstBar())
                .endBar(sweep.endBar())
                .parts(sweep.parts())
                .threads(sweep.threads())
                .sliceName(results.name());
        StrategyFrames.say(sweep.base(), ask.strategy());
        StrategyFrames.say(sweep.broker(), ask.broker());
        var axes = ask.axesCount(sweep.axes().size());
        for (Axis axis : sweep.axes()) {
            axes.next()
                    .first(axis.first())
                    .step(axis.step())
                    .steps(axis.values())
                    .number(numberOf(axis));
        }
        return new Said(buffer, MessageHeaderEncoder.ENCODED_LENGTH + ask.encodedLength());
    }

    private static SweptNumber numberOf(Axis axis) {
        return switch (axis.parameter()) {
            case FAST_BARS -> SweptNumber.FAST_BARS;
            case SLOW_BARS -> SweptNumber.SLOW_BARS;
            case SIGNAL_BARS -> SweptNumber.SIGNAL_BARS;
            case ENTER -> SweptNumber.ENTER;
            case LEAVE -> SweptNumber.LEAVE;
            case STOP_LOSS_BPS -> SweptNumber.STOP_LOSS_BPS;
            case TAKE_PROFIT_BPS -> SweptNumber.TAKE_PROFIT_BPS;
            case MAX_BARS -> SweptNumber.MAX_BARS;
            case YEARLY_VOLATILITY -> SweptNumber.YEARLY_VOLATILITY;
        };
    }

    @Override
    public Optional<Answer<SweepResult>> answerIn(Heard heard, @Nullable SharedSlice room) {
        if (!(heard instanceof Frames.Swept swept) || swept.rows() != sweep.rows()) {
            return Optional.empty();
        }
        return SweepRows.read(
                        Objects.requireNonNull(room).memory(),
                        0,
                        sweep.rows(),
                        partsStart(),
                        sweep.parts(),
                        sweep.endBar() - sweep.firstBar())
                .filter(rows -> rows.best().equals(swept.best()))
                .map(rows -> new Answer.Done<>(
                        new SweepResult(swept.kernelVersion(), swept.method(), swept.cpuTime(), swept.best(), rows)));
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
