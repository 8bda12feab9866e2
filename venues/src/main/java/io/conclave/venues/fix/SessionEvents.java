package io.conclave.venues.fix;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.Log;
import quickfix.LogFactory;
import quickfix.SessionID;

/** What a session logs: what happened to it, and never a message, for a logon holds the password. */
final class SessionEvents implements LogFactory {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    @Override
    public Log create(SessionID session) {
        return new Log() {
            @Override
            public void clear() {}

            @Override
            public void onIncoming(String message) {}

            @Override
            public void onOutgoing(String message) {}

            @Override
            public void onEvent(String text) {
                LOG.debug("{}: {}", session.getTargetCompID(), text);
            }

            @Override
            public void onErrorEvent(String text) {
                LOG.warn("{}: {}", session.getTargetCompID(), text);
            }
        };
    }
}
