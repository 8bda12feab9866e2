package io.conclave.http.stream;

import org.apache.pekko.NotUsed;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEvent$;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.impl.engine.ws.WebSocket$;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.scaladsl.model.ws.Message;
import org.apache.pekko.http.scaladsl.settings.WebSocketSettings;
import org.apache.pekko.stream.scaladsl.Flow;
import scala.Option;

/**
 * Why a connection ends, told to the client as a close code.
 *
 * <p>Pekko HTTP closes with 1000 or 1011 only and offers no public way to say anything else, so this one file goes below
 * its message API: it takes Pekko's own frame stack and rewrites the close frame on its way out.
 */
final class Closing {
    record Reason(int code, String text) {}

    private static final Reason NORMAL = new Reason(1000, "");
    static final Reason SLOW_CONSUMER = new Reason(4008, "slow_consumer");
    static final Reason TOO_LONG = new Reason(1009, "message_too_long");
    static final Reason RATE_LIMITED = new Reason(1008, "rate_limited");

    /** The opcode of a close frame, RFC 6455. */
    private static final byte CLOSE = 0x8;

    private volatile Reason reason = NORMAL;

    /** Set before the messages end. */
    void because(Reason why) {
        reason = why;
    }

    HttpResponse upgrade(
            WebSocketUpgrade request,
            Flow<Message, Message, NotUsed> messages,
            WebSocketSettings settings,
            LoggingAdapter log) {
        var stack = WebSocket$.MODULE$;
        Flow<FrameEvent, FrameEvent, NotUsed> frames =
                stack.stack(true, settings, stack.stack$default$3(), log).join(messages);
        var lowLevel = (UpgradeToWebSocketLowLevel) request;
        return lowLevel.handleFrames(
                frames.asJava().map(this::rewritten).mapMaterializedValue(Object.class::cast), Option.empty());
    }

    private FrameEvent rewritten(FrameEvent frame) {
        boolean closes =
                frame instanceof FrameStart start && start.header().opcode().code() == CLOSE;
        var why = reason;
        return closes && !why.equals(NORMAL)
                ? FrameEvent$.MODULE$.closeFrame(why.code(), why.text(), Option.empty())
                : frame;
    }
}
