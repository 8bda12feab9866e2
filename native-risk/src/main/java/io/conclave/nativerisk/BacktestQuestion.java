package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.RunBacktestEncoder;
import io.conclave.nativerisk.frames.RunBacktestEncoder.RunsEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@code RunBacktest}: some runs over the same bars. */
final class BacktestQuestion implements Question<BacktestAnswer> {
    private final Backtest backtest;
    private final SliceLayout layout;

    BacktestQuestion(Backtest backtest) {
        this.backtest = backtest;
        this.layout = SliceLayout.of(backtest);
    }

    /** How long the frame will be. */
    static long bytesOf(Backtest backtest) {
        long bytes = (long) MessageHeaderEncoder.ENCODED_LENGTH
                + RunBacktestEncoder.BLOCK_LENGTH
                + RunsEncoder.sbeHeaderSize();
        for (var run : backtest.runs()) {
            bytes += RunsEncoder.sbeBlockLength() + RunsEncoder.LegsEncoder.sbeHeaderSize();
            bytes +=
                    (long) RunsEncoder.LegsEncoder.sbeBlockLength() * run.legs().size();
        }
        return bytes;
    }

    @Override
    public long roomBytes() {
        return layout.sliceBytes();
    }

    @Override
    public Said put(long requestId, @Nullable SharedSlice room) {
        var buffer = new UnsafeBuffer(new byte[Math.toIntExact(bytesOf(backtest))]);
        var ask = new RunBacktestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .sliceBytes(room == null ? 0 : room.bytes())
                .opensStart(layout.opensStart())
                .closesStart(layout.closesStart())
                .feeBps(backtest.costs().fee().value())
                .slippageBps(backtest.costs().slippage().value())
                .sliceName(room == null ? "" : room.name());
        switch (backtest.bars()) {
            case PriceSeries series -> {
                if (room != null) {
                    series.copyTo(room.memory(), layout.opensStart(), layout.closesStart());
                }
                ask.barCount(series.size()).dataSet(Frames.NO_DATA_SET);
            }
            case DataSet resident -> ask.barCount(0).dataSet(resident.handle());
        }
        putRuns(ask);
        return new Said(buffer, MessageHeaderEncoder.ENCODED_LENGTH + ask.encodedLength());
    }

    private void putRuns(RunBacktestEncoder ask) {
        var runs = ask.runsCount(backtest.runs().size());
        for (int i = 0; i < backtest.runs().size(); i++) {
            var run = backtest.runs().get(i);
            runs.next().positionsStart(layout.positionsStart(i)).endBar(run.endBar());
            var legs = runs.legsCount(run.legs().size());
            for (var leg : run.legs()) {
                legs.next().firstBar(leg.firstBar()).fastBars(leg.fastBars()).slowBars(leg.slowBars());
            }
        }
    }

    @Override
    public Optional<BacktestAnswer> answerIn(Heard heard, @Nullable SharedSlice room) {
        return heard instanceof Frames.Result result
                        && result.results().size() == backtest.runs().size()
                ? Optional.of(new BacktestAnswer.Done(result.kernelVersion(), withPositions(result.results(), room)))
                : Optional.empty();
    }

    private List<RunResult> withPositions(List<RunResult> bare, @Nullable SharedSlice room) {
        var complete = new ArrayList<RunResult>();
        for (int i = 0; i < bare.size(); i++) {
            var run = backtest.runs().get(i);
            complete.add(
                    run.withPositions()
                            ? bare.get(i)
                                    .with(layout.positions(
                                            Objects.requireNonNull(room).memory(), i, run))
                            : bare.get(i));
        }
        return complete;
    }

    @Override
    public BacktestAnswer failed(WorkerFailure why, String detail) {
        return new BacktestAnswer.Failed(why, detail);
    }
}
