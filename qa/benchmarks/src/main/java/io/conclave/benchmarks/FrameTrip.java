package io.conclave.benchmarks;

import io.conclave.nativerisk.binary.UnpackedBinary;
import io.conclave.nativerisk.frames.HelloEncoder;
import io.conclave.nativerisk.frames.MessageHeaderDecoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.PingEncoder;
import io.conclave.nativerisk.frames.PongDecoder;
import io.conclave.nativerisk.frames.WelcomeDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The product's worker as a process, spoken to on the caller's own thread: what a frame costs there and back, without the
 * hand-over between threads that {@code Worker} pays for being callable from any.
 */
final class FrameTrip implements AutoCloseable {
    /** With its length: a ping whose block is longer than it need be, as a newer engine's could be. */
    private static final int PING_BYTES = 64;

    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    private final UnpackedBinary binary;
    private final Process process;
    private final OutputStream to;
    private final InputStream from;
    private final byte[] request = new byte[PING_BYTES];
    private final UnsafeBuffer body = new UnsafeBuffer(request, Integer.BYTES, PING_BYTES - Integer.BYTES);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PongDecoder pong = new PongDecoder();
    private long trips;

    private FrameTrip(UnpackedBinary binary, Process process) {
        this.binary = binary;
        this.process = process;
        this.to = process.getOutputStream();
        this.from = process.getInputStream();
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putInt(PING_BYTES - Integer.BYTES);
    }

    static FrameTrip open() {
        try {
            var binary = UnpackedBinary.of("conclave-worker", "conclave.backtest.binary");
            var trip = new FrameTrip(
                    binary,
                    new ProcessBuilder(binary.file().toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
            trip.greet();
            return trip;
        } catch (IOException e) {
            throw new NotMeasuredException("The worker cannot be started: " + e.getMessage(), e);
        }
    }

    private void greet() throws IOException {
        byte[] hello = new byte[Integer.BYTES + HEADER + HelloEncoder.BLOCK_LENGTH];
        ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).putInt(hello.length - Integer.BYTES);
        new HelloEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(hello, Integer.BYTES, hello.length - Integer.BYTES), 0, encoder())
                .protocolVersion(HelloEncoder.SCHEMA_VERSION);
        to.write(hello);
        to.flush();
        if (header.wrap(heard(), 0).templateId() != WelcomeDecoder.TEMPLATE_ID) {
            throw new NotMeasuredException("The worker did not welcome us but sent frame " + header.templateId());
        }
    }

    private static MessageHeaderEncoder encoder() {
        return new MessageHeaderEncoder();
    }

    /** Nanoseconds, wall time. */
    double nanos() {
        try {
            new PingEncoder().wrapAndApplyHeader(body, 0, encoder()).requestId(++trips);
            encoder().wrap(body, 0).blockLength(PING_BYTES - Integer.BYTES - HEADER);
            long begun = System.nanoTime();
            to.write(request);
            to.flush();
            var answer = heard();
            long took = System.nanoTime() - begun;
            header.wrap(answer, 0);
            if (header.templateId() != PongDecoder.TEMPLATE_ID
                    || pong.wrap(answer, HEADER, header.blockLength(), header.version())
                                    .requestId()
                            != trips) {
                throw new NotMeasuredException("The worker answered a ping with frame " + header.templateId());
            }
            return took;
        } catch (IOException e) {
            throw new NotMeasuredException("The worker is gone: " + e.getMessage(), e);
        }
    }

    /** The next frame, without its length. */
    private UnsafeBuffer heard() throws IOException {
        byte[] length = from.readNBytes(Integer.BYTES);
        if (length.length < Integer.BYTES) {
            throw new EOFException("it closed its pipe");
        }
        return new UnsafeBuffer(from.readNBytes(
                ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        binary.close();
    }
}
