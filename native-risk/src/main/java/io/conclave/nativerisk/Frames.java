package io.conclave.nativerisk;

import io.conclave.nativerisk.frames.BacktestDoneDecoder;
import io.conclave.nativerisk.frames.BacktestFailedDecoder;
import io.conclave.nativerisk.frames.BarsDroppedDecoder;
import io.conclave.nativerisk.frames.BarsLoadedDecoder;
import io.conclave.nativerisk.frames.CancelEncoder;
import io.conclave.nativerisk.frames.HelloEncoder;
import io.conclave.nativerisk.frames.IndicatorTracedDecoder;
import io.conclave.nativerisk.frames.MeasuredDecoder;
import io.conclave.nativerisk.frames.MessageHeaderDecoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.PingEncoder;
import io.conclave.nativerisk.frames.PongDecoder;
import io.conclave.nativerisk.frames.ShutdownEncoder;
import io.conclave.nativerisk.frames.StrategyDoneDecoder;
import io.conclave.nativerisk.frames.SweepDoneDecoder;
import io.conclave.nativerisk.frames.SweepProgressDecoder;
import io.conclave.nativerisk.frames.WelcomeDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Our side of {@code schema/backtest-frames.xml}: what we make of what we hear, and what we say beside requests, which
 * {@link Question}s say.
 */
final class Frames {
    static final int NO_DATA_SET = 0;

    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final long NO_ROW = 0xffff_fffeL;

    private Frames() {}

    /** What a child may say. */
    sealed interface Heard {}

    /** @param sandbox bits of the layers in force, as SandboxLayers of the schema numbers them */
    record Welcomed(int protocolVersion, String buildId, int sandbox) implements Heard {}

    record Ponged(long requestId) implements Heard {}

    record Progressed(long requestId, long done, long total) implements Heard {}

    /** What settles a request, or claims to. */
    sealed interface Reply extends Heard {
        long requestId();
    }

    record Result(long requestId, int kernelVersion, List<RunResult> results) implements Reply {}

    record Loaded(long requestId, int dataSet) implements Reply {}

    record Dropped(long requestId, int dataSet) implements Reply {}

    record Swept(
            long requestId,
            int rows,
            Optional<Integer> best,
            int kernelVersion,
            CrossoverSweep.Method method,
            Duration cpuTime)
            implements Reply {}

    record Simulated(long requestId, SimulationResult result) implements Reply {}

    record Traced(long requestId, int kernelVersion) implements Reply {}

    record Measured(long requestId, int kernelVersion) implements Reply {}

    /** @param requestId 0 when the child could not read it */
    record Refusal(long requestId, WorkerFailure why, String reason) implements Reply {}

    /** Nothing that belongs here. */
    record Noise(String detail) implements Heard {}

    /** Bytes to send: the first {@code length} of {@code buffer}. */
    record Said(UnsafeBuffer buffer, int length) {}

    static Said hello() {
        var buffer = new UnsafeBuffer(new byte[HEADER + HelloEncoder.BLOCK_LENGTH]);
        new HelloEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .protocolVersion(HelloEncoder.SCHEMA_VERSION);
        return new Said(buffer, buffer.capacity());
    }

    static Said ping(long requestId) {
        var buffer = new UnsafeBuffer(new byte[HEADER + PingEncoder.BLOCK_LENGTH]);
        new PingEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId);
        return new Said(buffer, buffer.capacity());
    }

    static Said cancel(long requestId) {
        var buffer = new UnsafeBuffer(new byte[HEADER + CancelEncoder.BLOCK_LENGTH]);
        new CancelEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId);
        return new Said(buffer, buffer.capacity());
    }

    static Said shutdown() {
        var buffer = new UnsafeBuffer(new byte[HEADER + ShutdownEncoder.BLOCK_LENGTH]);
        new ShutdownEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        return new Said(buffer, buffer.capacity());
    }

    /** Never throws: bytes that are no frame of ours are {@link Noise}. */
    static Heard hear(UnsafeBuffer frame) {
        try {
            var header = new MessageHeaderDecoder().wrap(frame, 0);
            if (header.schemaId() != HelloEncoder.SCHEMA_ID) {
                return new Noise("schema " + header.schemaId() + " is not ours");
            }
            return switch (header.templateId()) {
                case WelcomeDecoder.TEMPLATE_ID -> welcomed(frame, header);
                case PongDecoder.TEMPLATE_ID -> ponged(frame, header);
                case SweepProgressDecoder.TEMPLATE_ID -> progressed(frame, header);
                case BacktestDoneDecoder.TEMPLATE_ID -> result(frame, header);
                case BarsLoadedDecoder.TEMPLATE_ID -> loaded(frame, header);
                case BarsDroppedDecoder.TEMPLATE_ID -> dropped(frame, header);
                case SweepDoneDecoder.TEMPLATE_ID -> swept(frame, header);
                case StrategyDoneDecoder.TEMPLATE_ID -> simulated(frame, header);
                case IndicatorTracedDecoder.TEMPLATE_ID -> traced(frame, header);
                case MeasuredDecoder.TEMPLATE_ID -> measured(frame, header);
                case BacktestFailedDecoder.TEMPLATE_ID -> refusal(frame, header);
                default -> new Noise("frame " + header.templateId() + " has no place here");
            };
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            return new Noise("a frame contradicts itself: " + e.getMessage());
        }
    }

    private static Heard welcomed(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var welcome = new WelcomeDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        // An older child says less, and its version is to be read all the same.
        boolean saysSandbox = header.version() >= WelcomeDecoder.sandboxSinceVersion();
        return new Welcomed(
                welcome.protocolVersion(),
                welcome.buildId(),
                saysSandbox ? welcome.sandbox().getRaw() : 0);
    }

    private static Heard ponged(UnsafeBuffer frame, MessageHeaderDecoder header) {
        return new Ponged(new PongDecoder()
                .wrap(frame, HEADER, header.blockLength(), header.version())
                .requestId());
    }

    private static Heard progressed(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var progress = new SweepProgressDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Progressed(progress.requestId(), progress.done(), progress.total());
    }

    private static Heard result(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var done = new BacktestDoneDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        var results = new ArrayList<RunResult>();
        for (var result : done.results()) {
            if (!Double.isFinite(result.netReturn() + result.deepestFall() + result.sharpe())) {
                return new Noise("a result that is not finite");
            }
            results.add(new RunResult(
                    result.netReturn(),
                    result.deepestFall(),
                    result.sharpe(),
                    Math.toIntExact(result.fills()),
                    result.finalPosition(),
                    PositionPath.EMPTY));
        }
        return new Result(done.requestId(), done.kernelVersion(), results);
    }

    private static Heard loaded(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var loaded = new BarsLoadedDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Loaded(loaded.requestId(), Math.toIntExact(loaded.dataSet()));
    }

    private static Heard dropped(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var dropped = new BarsDroppedDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Dropped(dropped.requestId(), Math.toIntExact(dropped.dataSet()));
    }

    private static Heard swept(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var done = new SweepDoneDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        long best = done.bestRow();
        var method = switch (done.methodUsed()) {
            case SCALAR -> CrossoverSweep.Method.SCALAR;
            case AVX2 -> CrossoverSweep.Method.AVX2;
            case AVX512 -> CrossoverSweep.Method.AVX512;
            case RUN_LENGTH -> CrossoverSweep.Method.RUN_LENGTH;
            case AUTO, NULL_VAL -> CrossoverSweep.Method.AUTO;
        };
        return new Swept(
                done.requestId(),
                Math.toIntExact(done.rows()),
                best == NO_ROW ? Optional.empty() : Optional.of(Math.toIntExact(best)),
                done.kernelVersion(),
                method,
                Duration.ofNanos(done.cpuNanos()));
    }

    private static Heard simulated(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var done = new StrategyDoneDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Simulated(done.requestId(), StrategyFrames.resultOf(done));
    }

    private static Heard traced(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var traced = new IndicatorTracedDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Traced(traced.requestId(), traced.kernelVersion());
    }

    private static Heard measured(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var measured = new MeasuredDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return new Measured(measured.requestId(), measured.kernelVersion());
    }

    private static Heard refusal(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var failed = new BacktestFailedDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        long request = failed.requestId();
        return switch (failed.reason()) {
            case WRONG_VERSION -> new Refusal(request, WorkerFailure.WRONG_VERSION, "it speaks another version");
            case MALFORMED -> refused(request, "the request contradicts itself");
            case NOT_GREETED -> refused(request, "it was not greeted");
            case BAD_SLICE -> refused(request, "it cannot map the slice, or what is asked for leaves it");
            case BAD_BARS -> refused(request, "there is no bar, or a price is not positive or outside low and high");
            case BAD_LEGS -> refused(request, "legs are out of order, or fast is not below slow");
            case BAD_COSTS -> refused(request, "fee and slippage must lie in 0 to 5000 bp");
            case NO_DATA_SET -> refused(request, "no such bars are resident: they were dropped");
            case TOO_MUCH -> refused(request, "it is more than a worker takes: data sets, bytes, windows or rows");
            case BAD_RANGE -> refused(request, "the first bar must come before the end bar, within the bars");
            case BAD_WINDOWS -> refused(request, "windows must lie in 1 to 1048576 bars");
            case BAD_PARTS -> refused(request, "there are more parts than returns");
            case NOT_SUPPORTED -> refused(request, "this processor does not support the method");
            case BAD_STRATEGY ->
                refused(request, "a window, threshold, exit or overlay of the strategy is outside its range");
            case BAD_BROKER -> refused(request, "a cost or the starting cash of the broker is outside its range");
            case BAD_SIGNAL -> refused(request, "the targets are too few, or more than ten times the equity");
            case BAD_GRID -> refused(request, "an axis, the parts or the threads of the grid are outside their ranges");
            case NO_BOUND -> refused(request, "the equity rose above every measure: look at the prices");
            case TOO_FEW -> refused(request, "there are too few observations, trials or names for the measure");
            case NOT_FINITE -> refused(request, "a number is NaN or infinite, or so large that a figure becomes so");
            case NO_SPREAD -> refused(request, "nothing moves, so that the measure has no meaning");
            case BAD_OPTION -> refused(request, "a level, a count or an option is out of its range");
            case NOT_POSITIVE -> refused(request, "the covariance is not positive semidefinite");
            case BUSY -> new Refusal(request, WorkerFailure.BUSY, "another request is under way");
            case CANCELLED -> new Refusal(request, WorkerFailure.CANCELLED, "it was cancelled");
            case NO_MEMORY -> new Refusal(request, WorkerFailure.NO_MEMORY, "the worker has no memory for it");
            case NULL_VAL -> new Noise("a refusal without a reason");
        };
    }

    private static Refusal refused(long requestId, String reason) {
        return new Refusal(requestId, WorkerFailure.REFUSED, reason);
    }
}
