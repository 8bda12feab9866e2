package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.RunStrategyEncoder;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code RunStrategy}: the room holds the targets, if the strategy is a signal, then the series, if they are wanted. */
final class SimulationQuestion implements Question<Answer<SimulationResult>> {
    private static final long NONE = -1;
    private static final int SERIES = 3;

    private final Simulation simulation;

    SimulationQuestion(Simulation simulation) {
        this.simulation = simulation;
    }

    private int bars() {
        return simulation.endBar() - simulation.firstBar();
    }

    private long columnBytes() {
        return (long) Double.BYTES * bars();
    }

    /** Behind the targets, 8-aligned. */
    private long seriesStart() {
        return TargetRoom.bytesFor(simulation.plan(), simulation.endBar());
    }

    @Override
    public long roomBytes() {
        return seriesStart() + (simulation.withSeries() ? SERIES * columnBytes() : 0);
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + RunStrategyEncoder.BLOCK_LENGTH]);
        var ask = new RunStrategyEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(room == null ? 0 : room.bytes())
                .signalStart(NONE)
                .equityStart(NONE)
                .unitsStart(NONE)
                .returnsStart(NONE)
                .dataSet(simulation.bars().handle())
                .firstBar(simulation.firstBar())
                .endBar(simulation.endBar());
        StrategyFrames.say(simulation.plan(), ask.strategy());
        StrategyFrames.say(simulation.broker(), ask.broker());
        if (room != null) {
            ask.sliceName(room.name());
            TargetRoom.fill(simulation.plan(), simulation.endBar(), room.memory(), 0)
                    .ifPresent(ask::signalStart);
        }
        if (room != null && simulation.withSeries()) {
            room.memory().asSlice(seriesStart(), SERIES * columnBytes()).fill((byte) -1);
            ask.equityStart(seriesStart())
                    .unitsStart(seriesStart() + columnBytes())
                    .returnsStart(seriesStart() + 2 * columnBytes());
        }
        return new Said(buffer, buffer.capacity());
    }

    @Override
    public Optional<Answer<SimulationResult>> answerIn(Heard heard, @Nullable SharedSlice room) {
        if (!(heard instanceof Frames.Simulated(long _, SimulationResult bare)) || !bare.isSound(bars())) {
            return Optional.empty();
        }
        if (!simulation.withSeries()) {
            return Optional.of(new Answer.Done<>(bare));
        }
        return SimulationSeries.read(
                        Objects.requireNonNull(room).memory(), seriesStart(), simulation.firstBar(), bars())
                .filter(series -> series.equity(bars() - 1) == bare.finalEquity())
                .map(series -> new Answer.Done<>(bare.with(series)));
    }

    @Override
    public Answer<SimulationResult> failed(WorkerFailure why, String detail) {
        return new Answer.Failed<>(why, detail);
    }
}
