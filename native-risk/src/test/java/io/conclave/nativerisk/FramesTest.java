package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.nativerisk.frames.BacktestDoneEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.WelcomeEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class FramesTest {
    static final int OURS = WelcomeEncoder.SCHEMA_VERSION;

    @Test
    void aWelcomeIsUnderstood() throws IOException {
        assertThat(heard(welcome(OURS))).isEqualTo(new Frames.Welcomed(OURS, "0123456789abcdef", 0b1_0000_0001));
    }

    @Test
    void anOlderChildIsUnderstoodSoThatItsVersionCanBeNamed() throws IOException {
        byte[] older = welcome(1);
        older[Integer.BYTES + MessageHeaderEncoder.versionEncodingOffset()] = 1;

        assertThat(heard(older)).isEqualTo(new Frames.Welcomed(1, "0123456789abcdef", 0));
    }

    @Test
    void aPipeThatEndsBetweenFramesHasEndedAndOneThatEndsWithinOneIsBroken() throws IOException {
        assertThat(FramePipe.read(new ByteArrayInputStream(new byte[0]))).isEmpty();
        byte[] whole = welcome(OURS);
        for (int bytes = 1; bytes < whole.length; bytes++) {
            var cut = new ByteArrayInputStream(whole, 0, bytes);
            Assertions.assertThatThrownBy(() -> FramePipe.read(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aLengthThatCannotBeIsNoFrame() {
        for (byte[] length : new byte[][] {{0, 0, 0, 0}, {1, 0, 16, 0}, {-1, -1, -1, -1}}) {
            Assertions.assertThatThrownBy(() -> FramePipe.read(new ByteArrayInputStream(length)))
                    .isInstanceOf(FramePipe.NoFrame.class);
        }
    }

    @Test
    void brokenFramesAreNoiseOrAnAnswerAndNeverThrow() {
        var random = new Random(3);
        byte[] good = emptyResult(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = Arrays.copyOfRange(good, 4, 5 + random.nextInt(good.length - 4));
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            assertThat(Frames.hear(new UnsafeBuffer(frame))).isNotNull();
        }
    }

    private static Frames.Heard heard(byte[] prefixed) throws IOException {
        return Frames.hear(FramePipe.read(new ByteArrayInputStream(prefixed)).orElseThrow());
    }

    /** With its length in front, as it stands in the pipe. */
    static byte[] welcome(int version) {
        return welcome(version, 0b1_0000_0001);
    }

    static byte[] welcome(int version, int sandbox) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + WelcomeEncoder.BLOCK_LENGTH]);
        new WelcomeEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .protocolVersion(version)
                .kernelVersion(1)
                .workerPid(1)
                .buildId("0123456789abcdef");
        // The generated encoder sets bit by bit only.
        buffer.putShort(
                MessageHeaderEncoder.ENCODED_LENGTH + WelcomeEncoder.sandboxEncodingOffset(),
                (short) sandbox,
                ByteOrder.LITTLE_ENDIAN);
        return prefixed(buffer);
    }

    static byte[] emptyResult(long requestId) {
        var buffer = new UnsafeBuffer(
                new byte
                        [MessageHeaderEncoder.ENCODED_LENGTH
                                + BacktestDoneEncoder.BLOCK_LENGTH
                                + BacktestDoneEncoder.ResultsEncoder.sbeHeaderSize()]);
        new BacktestDoneEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .kernelVersion(1)
                .resultsCount(0);
        return prefixed(buffer);
    }

    static byte[] prefixed(UnsafeBuffer frame) {
        return prefixed(frame, frame.capacity());
    }

    /** The first bytes of that buffer as they stand in the pipe. */
    static byte[] prefixed(UnsafeBuffer frame, int bytes) {
        var out = new ByteArrayOutputStream();
        try {
            FramePipe.write(out, frame, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
