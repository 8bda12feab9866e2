package io.conclave.http.stream;

import io.conclave.http.websocket.Frame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something a client follows, seen from its connection. */
sealed interface Following permits BookSubscription, Tray {
    /** The next frame; null while there is nothing new. */
    @Nullable
    Frame next();

    boolean hasNews();

    /** Why nothing more will come; empty while something may. */
    Optional<String> end();

    /** The client wants no more of it. */
    void leave();
}
