package io.conclave.nativerisk;

import io.conclave.nativerisk.frames.BacktestDoneEncoder;
import io.conclave.nativerisk.frames.BacktestFailedEncoder;
import io.conclave.nativerisk.frames.BarsDroppedDecoder;
import io.conclave.nativerisk.frames.BarsLoadedDecoder;
import io.conclave.nativerisk.frames.FailReason;
import io.conclave.nativerisk.frames.IndicatorTracedDecoder;
import io.conclave.nativerisk.frames.MeasuredDecoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.PongDecoder;
import io.conclave.nativerisk.frames.StrategyDoneDecoder;
import io.conclave.nativerisk.frames.SweepDoneDecoder;
import io.conclave.nativerisk.frames.SweepProgressDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes from a child that may be anything: frames are found or the pipe is said to be broken, and a frame is an answer or
 * noise. Nothing else is ever thrown, and no answer holds a number that is none.
 *
 * <p>An input's first byte says how it comes: as one frame, or through the pipe with lengths in between.
 */
public final class HeardBytesFuzz {
    static final String NAME = "heard_bytes_fuzz";

    private HeardBytesFuzz() {}

    public static void main(String[] arguments) throws Exception {
        Jazzed.main(HeardBytesFuzz.class, seeds(), arguments);
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        if (input[0] % 2 == 0) {
            heard(new UnsafeBuffer(bytes));
        } else {
            heardFromAPipe(bytes);
        }
    }

    private static void heardFromAPipe(byte[] bytes) throws IOException {
        var pipe = new ByteArrayInputStream(bytes);
        try {
            for (var frame = FramePipe.read(pipe); frame.isPresent(); frame = FramePipe.read(pipe)) {
                if (frame.get().capacity() > FramePipe.MOST_BYTES) {
                    throw new AssertionError("a frame of " + frame.get().capacity() + " bytes");
                }
                heard(frame.get());
            }
        } catch (FramePipe.NoFrame | EOFException _) {
            return; // What a broken pipe is answered by.
        }
        if (pipe.available() > 0) {
            throw new AssertionError("the pipe is said to have ended with bytes left");
        }
    }

    private static void heard(UnsafeBuffer frame) {
        var heard = Frames.hear(frame);
        if (heard instanceof Frames.Result result) {
            for (var run : result.results()) {
                if (!Double.isFinite(run.netReturn()) || !Double.isFinite(run.deepestFall()) || run.fills() < 0) {
                    throw new AssertionError("a result to be believed: " + run);
                }
            }
        }
        if (heard instanceof Frames.Noise(String detail) && detail.isBlank()) {
            throw new AssertionError("noise that nothing is said of");
        }
    }

    static List<byte[]> seeds() {
        var frames = List.of(
                FramesTest.welcome(2),
                FramesTest.emptyResult(1),
                results(2, 3),
                refused(3, FailReason.BAD_BARS),
                empty(PongDecoder.TEMPLATE_ID, PongDecoder.BLOCK_LENGTH),
                empty(BarsLoadedDecoder.TEMPLATE_ID, BarsLoadedDecoder.BLOCK_LENGTH),
                empty(BarsDroppedDecoder.TEMPLATE_ID, BarsDroppedDecoder.BLOCK_LENGTH),
                empty(SweepProgressDecoder.TEMPLATE_ID, SweepProgressDecoder.BLOCK_LENGTH),
                empty(SweepDoneDecoder.TEMPLATE_ID, SweepDoneDecoder.BLOCK_LENGTH),
                empty(StrategyDoneDecoder.TEMPLATE_ID, StrategyDoneDecoder.BLOCK_LENGTH),
                empty(IndicatorTracedDecoder.TEMPLATE_ID, IndicatorTracedDecoder.BLOCK_LENGTH),
                empty(MeasuredDecoder.TEMPLATE_ID, MeasuredDecoder.BLOCK_LENGTH));
        var seeds = new ArrayList<byte[]>();
        var all = new ByteArrayOutputStream();
        all.write(1);
        for (byte[] frame : frames) {
            byte[] alone = Arrays.copyOfRange(frame, Integer.BYTES - 1, frame.length);
            alone[0] = 0;
            seeds.add(alone);
            all.writeBytes(frame);
        }
        seeds.add(all.toByteArray());
        seeds.add(new byte[] {1, 0, 0, 0, 0});
        seeds.add(new byte[] {1, 1, 0, 16, 0, 'x'});
        return seeds;
    }

    private static byte[] results(long request, int runs) {
        var buffer = new UnsafeBuffer(new byte[1024]);
        var done = new BacktestDoneEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        var results = done.requestId(request).kernelVersion(1).resultsCount(runs);
        for (int i = 0; i < runs; i++) {
            results.next()
                    .netReturn(0.25)
                    .deepestFall(0.5)
                    .sharpe(-0.125)
                    .fills(3 + i)
                    .finalPosition((byte) 1);
        }
        return FramesTest.prefixed(buffer, MessageHeaderEncoder.ENCODED_LENGTH + done.encodedLength());
    }

    private static byte[] refused(long request, FailReason why) {
        var buffer = new UnsafeBuffer(new byte[64]);
        var failed = new BacktestFailedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        failed.requestId(request).reason(why);
        return FramesTest.prefixed(buffer, MessageHeaderEncoder.ENCODED_LENGTH + failed.encodedLength());
    }

    /** A frame of that kind whose fields are all 0. */
    private static byte[] empty(int templateId, int blockLength) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + blockLength]);
        new MessageHeaderEncoder()
                .wrap(buffer, 0)
                .blockLength(blockLength)
                .templateId(templateId)
                .schemaId(BacktestFailedEncoder.SCHEMA_ID)
                .version(BacktestFailedEncoder.SCHEMA_VERSION);
        return FramesTest.prefixed(buffer, buffer.capacity());
    }
}
