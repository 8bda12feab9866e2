package io.conclave.http.websocket;

/** What a {@link Talk} may do with its connection. */
public interface Line {
    /** Says that {@link Talk#next} may have a frame. From any thread; costs little when nobody has looked since. */
    void wake();

    /** Ends the connection: nothing but this is said any more. From any thread. */
    void end(Closing why);
}
