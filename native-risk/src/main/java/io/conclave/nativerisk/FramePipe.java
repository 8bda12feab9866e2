package io.conclave.nativerisk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames over a pipe: length, uint32 little-endian, then that many bytes. */
final class FramePipe {
    /** What either side may send, without the length. */
    static final int MOST_BYTES = 1 << 20;

    /**
     * What we send: fits an empty pipe with room to spare, so that writing a request never waits for a child that does
     * not read.
     */
    static final int MOST_REQUEST_BYTES = 60_000;

    private FramePipe() {}

    /** What is sent is no frame. */
    static final class NoFrame extends IOException {
        private static final long serialVersionUID = 1L;

        NoFrame(String detail) {
            super(detail);
        }
    }

    /** The next frame; empty when the other side closed between two. */
    static Optional<UnsafeBuffer> read(InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(Integer.BYTES);
        if (prefix.length == 0) {
            return Optional.empty();
        }
        if (prefix.length < Integer.BYTES) {
            throw new EOFException("The pipe ended in the middle of a length");
        }
        int length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length <= 0 || length > MOST_BYTES) {
            throw new NoFrame("A frame of " + Integer.toUnsignedString(length) + " bytes cannot be");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("The pipe ended in the middle of a frame");
        }
        return Optional.of(new UnsafeBuffer(frame));
    }

    static void write(OutputStream out, UnsafeBuffer frame, int length) throws IOException {
        byte[] bytes = new byte[Integer.BYTES + length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
        frame.getBytes(0, bytes, Integer.BYTES, length);
        out.write(bytes);
        out.flush();
    }
}
