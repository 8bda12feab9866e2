package io.conclave.http.websocket;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pekko.http.impl.engine.ws.FrameData;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEventParser;
import org.apache.pekko.http.impl.engine.ws.FrameHeader;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Puts a client's frames together to messages, as RFC 6455 has it, and holds no more than one message of allowed length:
 * a longer one is refused by what its header announces, before its bytes come.
 */
final class Inbox {
    /** What a client's frame came to. */
    sealed interface Heard {
        record Message(String text) implements Heard {}

        record Ping(ByteString payload) implements Heard {}

        record Pong() implements Heard {}

        record Close() implements Heard {}

        /** Not to be had on this connection. */
        record Wrong(Closing why) implements Heard {}
    }

    private static final int MAX_CONTROL_BYTES = 125;
    private static final byte CONTINUATION = 0x0;
    private static final byte TEXT = 0x1;
    private static final byte BINARY = 0x2;
    private static final byte CLOSE = 0x8;
    private static final byte PING = 0x9;
    private static final byte PONG = 0xA;

    private final int maxMessageBytes;
    private ByteString message = ByteString.emptyByteString();
    private boolean inMessage;

    /** Of the frame that comes; null for the rest of a refused one, which is passed over. */
    private @Nullable FrameHeader header;

    private ByteString payload = ByteString.emptyByteString();
    private int mask;

    Inbox(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Empty while more is to come. */
    Optional<Heard> take(FrameEvent event) {
        if (event instanceof FrameStart start) {
            header = null;
            var objection = begin(start.header());
            if (objection.isPresent()) {
                return objection;
            }
        }
        var coming = header;
        if (coming == null) {
            return Optional.empty();
        }
        var unmasked = FrameEventParser.mask(event.data(), mask);
        mask = (Integer) unmasked._2();
        payload = payload.concat(unmasked._1());
        return event.lastPart() ? end(coming) : Optional.empty();
    }

    /** Whether a frame begins here, of the kind that counts against what a client may send. */
    static boolean counts(FrameEvent event) {
        return switch (event) {
            case FrameStart start -> start.header().opcode().code() != PONG;
            case FrameData _ -> false;
            default -> true;
        };
    }

    private Optional<Heard> begin(FrameHeader begun) {
        boolean control = begun.opcode().isControl();
        boolean first = begun.opcode().code() != CONTINUATION;
        if (begun.rsv1()
                || begun.rsv2()
                || begun.rsv3()
                || begun.mask().isEmpty()
                || (control && (!begun.fin() || begun.length() > MAX_CONTROL_BYTES))
                || (!control && first == inMessage)) {
            return wrong(Closing.NO_WEBSOCKET);
        }
        if (!control && begun.length() + message.length() > maxMessageBytes) {
            return wrong(Closing.TOO_LONG);
        }
        header = begun;
        mask = (Integer) begun.mask().get();
        payload = ByteString.emptyByteString();
        return Optional.empty();
    }

    private Optional<Heard> end(FrameHeader ended) {
        return switch (ended.opcode().code()) {
            case TEXT, CONTINUATION -> part(ended.fin());
            case BINARY -> wrong(Closing.NOT_TEXT);
            case CLOSE -> Optional.of(new Heard.Close());
            case PING -> Optional.of(new Heard.Ping(payload));
            case PONG -> Optional.of(new Heard.Pong());
            default -> wrong(Closing.NO_WEBSOCKET);
        };
    }

    private Optional<Heard> part(boolean last) {
        message = message.concat(payload);
        inMessage = !last;
        if (!last) {
            return Optional.empty();
        }
        var whole = message;
        message = ByteString.emptyByteString();
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(whole.asByteBuffer());
            return Optional.of(new Heard.Message(text.toString()));
        } catch (CharacterCodingException _) {
            return wrong(Closing.NOT_UTF8);
        }
    }

    private static Optional<Heard> wrong(Closing why) {
        return Optional.of(new Heard.Wrong(why));
    }
}
