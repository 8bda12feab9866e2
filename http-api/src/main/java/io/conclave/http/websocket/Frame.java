package io.conclave.http.websocket;

import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEvent$;
import org.apache.pekko.http.impl.engine.ws.Protocol;
import org.apache.pekko.http.impl.engine.ws.Protocol$Opcode$Ping$;
import org.apache.pekko.http.impl.engine.ws.Protocol$Opcode$Pong$;
import org.apache.pekko.http.impl.engine.ws.Protocol$Opcode$Text$;
import org.apache.pekko.util.ByteString;
import scala.Option;

/**
 * A frame as it goes out, encoded once for however many connections it goes to: a server's frames are not masked, so all
 * of them get the same bytes.
 */
public final class Frame {
    private final FrameEvent event;

    private Frame(FrameEvent event) {
        this.event = event;
    }

    /** A whole text message. */
    public static Frame text(String text) {
        return of(Protocol$Opcode$Text$.MODULE$, ByteString.fromString(text));
    }

    static Frame ping() {
        return of(Protocol$Opcode$Ping$.MODULE$, ByteString.emptyByteString());
    }

    /** @param payload of the ping it answers */
    static Frame pong(ByteString payload) {
        return of(Protocol$Opcode$Pong$.MODULE$, payload);
    }

    static Frame close(Closing why) {
        return new Frame(FrameEvent$.MODULE$.closeFrame(why.code(), why.text(), Option.empty()));
    }

    /** The payload of a text message. */
    @Override
    public String toString() {
        return event.data().utf8String();
    }

    FrameEvent event() {
        return event;
    }

    private static Frame of(Protocol.Opcode opcode, ByteString payload) {
        return new Frame(FrameEvent$.MODULE$.fullFrame(opcode, Option.empty(), payload, true, false, false, false));
    }
}
