package io.conclave.nativerisk;

import io.conclave.nativerisk.frames.BacktestDoneDecoder;
import io.conclave.nativerisk.frames.BacktestFailedDecoder;
import io.conclave.nativerisk.frames.HelloEncoder;
import io.conclave.nativerisk.frames.MessageHeaderDecoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.RunBacktestEncoder;
import io.conclave.nativerisk.frames.RunBacktestEncoder.RunsEncoder;
import io.conclave.nativerisk.frames.ShutdownEncoder;
import io.conclave.nativerisk.frames.WelcomeDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Our side of {@code schema/backtest-frames.xml}: what we say, and what we make of what we hear. */
final class Frames {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    private static final int NO_DATA_SET = 0;

    private Frames() {}

    /** What a child may say. */
    sealed interface Heard {}

    /** @param sandbox bits of the layers in force, as SandboxLayers of the schema numbers them */
    record Welcomed(int protocolVersion, String buildId, int sandbox) implements Heard {}

    record Result(long requestId, int kernelVersion, List<RunResult> results) implements Heard {}

    record Refusal(long requestId, String reason, boolean wrongVersion) implements Heard {}

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

    static Said shutdown() {
        var buffer = new UnsafeBuffer(new byte[HEADER + ShutdownEncoder.BLOCK_LENGTH]);
        new ShutdownEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        return new Said(buffer, buffer.capacity());
    }

    /** How long the request will be. */
    static long bytesOf(Backtest backtest) {
        long bytes = (long) HEADER + RunBacktestEncoder.BLOCK_LENGTH + RunsEncoder.sbeHeaderSize();
        for (var run : backtest.runs()) {
            bytes += RunsEncoder.sbeBlockLength() + RunsEncoder.LegsEncoder.sbeHeaderSize();
            bytes +=
                    (long) RunsEncoder.LegsEncoder.sbeBlockLength() * run.legs().size();
        }
        return bytes;
    }

    static Said runBacktest(long requestId, Backtest backtest, String sliceName, SliceLayout layout) {
        var buffer = new UnsafeBuffer(new byte[Math.toIntExact(bytesOf(backtest))]);
        var ask = new RunBacktestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        ask.requestId(requestId)
                .sliceBytes(layout.sliceBytes())
                .opensStart(layout.opensStart())
                .closesStart(layout.closesStart())
                .barCount(backtest.bars().size())
                .feeBps(backtest.costs().fee().value())
                .slippageBps(backtest.costs().slippage().value())
                .sliceName(sliceName)
                .dataSet(NO_DATA_SET);
        var runs = ask.runsCount(backtest.runs().size());
        for (int i = 0; i < backtest.runs().size(); i++) {
            var run = backtest.runs().get(i);
            runs.next().positionsStart(layout.positionsStart(i)).endBar(run.endBar());
            var legs = runs.legsCount(run.legs().size());
            for (var leg : run.legs()) {
                legs.next().firstBar(leg.firstBar()).fastBars(leg.fastBars()).slowBars(leg.slowBars());
            }
        }
        return new Said(buffer, HEADER + ask.encodedLength());
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
                case BacktestDoneDecoder.TEMPLATE_ID -> result(frame, header);
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

    private static Heard refusal(UnsafeBuffer frame, MessageHeaderDecoder header) {
        var failed = new BacktestFailedDecoder().wrap(frame, HEADER, header.blockLength(), header.version());
        return switch (failed.reason()) {
            case WRONG_VERSION -> new Refusal(failed.requestId(), "it speaks another version", true);
            case MALFORMED -> new Refusal(failed.requestId(), "the request contradicts itself", false);
            case NOT_GREETED -> new Refusal(failed.requestId(), "it was not greeted", false);
            case BAD_SLICE -> new Refusal(failed.requestId(), "it cannot map the slice, or bars leave it", false);
            case BAD_BARS -> new Refusal(failed.requestId(), "a price is not positive", false);
            case BAD_LEGS -> new Refusal(failed.requestId(), "legs are out of order, or fast is not below slow", false);
            case BAD_COSTS -> new Refusal(failed.requestId(), "fee and slippage must lie in 0 to 5000 bp", false);
            case BUSY -> new Refusal(failed.requestId(), "another request is under way", false);
            case CANCELLED -> new Refusal(failed.requestId(), "it was cancelled", false);
            case NO_DATA_SET -> new Refusal(failed.requestId(), "no bars are resident under this handle", false);
            case TOO_MUCH -> new Refusal(failed.requestId(), "it is more than a worker takes", false);
            case NO_MEMORY -> new Refusal(failed.requestId(), "the worker has no memory for it", false);
            case NULL_VAL -> new Noise("a refusal without a reason");
        };
    }
}
