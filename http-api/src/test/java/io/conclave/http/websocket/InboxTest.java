package io.conclave.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.pekko.http.impl.engine.ws.FrameData;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEventParser;
import org.apache.pekko.http.impl.engine.ws.FrameHeader;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.Protocol;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;

/** What clients' frames come to, one event after the other as they come off the wire. */
final class InboxTest {
    private static final int MASK = 0x5A17C3E9;
    private static final int TEXT = 0x1;
    private static final int CONTINUATION = 0x0;

    private final Inbox inbox = new Inbox(64);

    @Test
    void aMessageInOneFrameIsUnmasked() {
        assertThat(take(whole(TEXT, "{\"op\":\"subscribe\"}"))).containsExactly(message("{\"op\":\"subscribe\"}"));
    }

    @Test
    void aMessageInManyFramesEachInManyPiecesIsPutTogetherAroundAPing() {
        var text = "ein Zettel für den Händler: 25 €";
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var dice = new SplittableRandom(3);

        var heard = new ArrayList<Inbox.Heard>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + dice.nextInt(9));
            var part = Arrays.copyOfRange(bytes, at, end);
            heard.addAll(take(pieces(at == 0 ? TEXT : CONTINUATION, end == bytes.length, part)));
            if (at == 0) {
                heard.addAll(take(whole(0x9, "still there?")));
            }
            at = end;
        }

        assertThat(heard).containsExactly(new Inbox.Heard.Ping(ByteString.fromString("still there?")), message(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2, true, true, 4, 1003", // binary
        "3, true, true, 4, 1002", // an opcode of no meaning
        "0, true, true, 4, 1002", // goes on with nothing
        "1, true, false, 4, 1002", // not masked
        "9, false, true, 4, 1002", // a ping in parts
        "9, true, true, 126, 1002", // a ping too long
        "1, true, true, 65, 1009",
        "1, true, true, 1000000000000, 1009",
    })
    void whatIsNotToBeHadIsRefusedByItsHeader(int opcode, boolean fin, boolean masked, long length, int code) {
        var heard = inbox.take(start(opcode, fin, masked, length, length <= 4 ? new byte[(int) length] : new byte[0]));

        assertThat(heard)
                .hasValueSatisfying(wrong -> assertThat(wrong)
                        .isInstanceOfSatisfying(
                                Inbox.Heard.Wrong.class,
                                it -> assertThat(it.why().code()).isEqualTo(code)));
    }

    @Test
    void partsThatAreTooLongTogetherAreRefusedAndTheRestIsPassedOver() {
        take(pieces(TEXT, false, new byte[60]));

        assertThat(inbox.take(start(CONTINUATION, true, true, 5, new byte[2])))
                .hasValue(new Inbox.Heard.Wrong(Closing.TOO_LONG));
        assertThat(inbox.take(new FrameData(ByteString.fromArray(new byte[3]), true)))
                .isEmpty();
        assertThat(take(whole(0x8, ""))).containsExactly(new Inbox.Heard.Close());
    }

    @Test
    void bytesThatAreNoUtf8AreNoText() {
        assertThat(take(pieces(TEXT, true, new byte[] {(byte) 0xC3, 0x28})))
                .containsExactly(new Inbox.Heard.Wrong(Closing.NOT_UTF8));
    }

    private static Inbox.Heard message(String text) {
        return new Inbox.Heard.Message(text);
    }

    private List<Inbox.Heard> take(List<FrameEvent> events) {
        var heard = new ArrayList<Inbox.Heard>();
        events.forEach(event -> inbox.take(event).ifPresent(heard::add));
        return heard;
    }

    private static List<FrameEvent> whole(int opcode, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return List.of(start(opcode, true, true, bytes.length, bytes));
    }

    /** A frame that comes byte by byte. */
    private static List<FrameEvent> pieces(int opcode, boolean fin, byte[] payload) {
        var masked = masked(payload);
        var events = new ArrayList<FrameEvent>();
        events.add(new FrameStart(header(opcode, fin, true, payload.length), masked.slice(0, 1)));
        for (int i = 1; i < payload.length; i++) {
            events.add(new FrameData(masked.slice(i, i + 1), i == payload.length - 1));
        }
        return events;
    }

    private static FrameStart start(int opcode, boolean fin, boolean masked, long length, byte[] payload) {
        return new FrameStart(header(opcode, fin, masked, length), masked(payload));
    }

    private static FrameHeader header(int opcode, boolean fin, boolean masked, long length) {
        return new FrameHeader(
                Protocol.Opcode$.MODULE$.forCode((byte) opcode),
                masked ? Option.apply((Object) MASK) : Option.empty(),
                length,
                fin,
                false,
                false,
                false);
    }

    private static ByteString masked(byte[] payload) {
        return FrameEventParser.mask(ByteString.fromArray(payload), MASK)._1();
    }
}
