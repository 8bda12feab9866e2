package io.conclave.venues.fix;

import java.nio.file.Path;
import java.time.Duration;
import quickfix.Application;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.FieldConvertError;
import quickfix.FieldNotFound;
import quickfix.FileStoreFactory;
import quickfix.Initiator;
import quickfix.Message;
import quickfix.RuntimeError;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketInitiator;
import quickfix.UnsupportedMessageType;
import quickfix.field.MsgType;
import quickfix.field.Password;
import quickfix.field.RefSeqNum;
import quickfix.field.Text;
import quickfix.field.Username;
import quickfix.mina.ssl.SSLSupport;

/**
 * The session: logs on, keeps sequence numbers on disk, has missed reports sent again, and calls anew when the line breaks. What we asked is never
 * sent again by it: of a request that was lost the venue is told that there is nothing to repeat, for a late order is worse than none.
 */
final class FixLine implements AutoCloseable {
    /** Told by the session's own thread, one message after the other. */
    interface Owner {
        /** @throws FieldNotFound which the venue is told */
        void heard(String type, Message message) throws FieldNotFound, UnsupportedMessageType;

        /** The venue cannot read our message of that number. */
        void unread(int sequence, String why);

        void broken();
    }

    private final SessionID id;
    private final SocketInitiator initiator;

    private FixLine(SessionID id, SocketInitiator initiator) {
        this.id = id;
        this.initiator = initiator;
    }

    /** @throws IllegalStateException the settings are none that a session can be made of */
    static FixLine open(FixSettings settings, Owner owner) {
        var id = new SessionID("FIX.4.4", settings.sender(), settings.target());
        try {
            var all = describe(settings, id);
            var initiator = new SocketInitiator(
                    new Ears(settings, owner),
                    new FileStoreFactory(all),
                    all,
                    new SessionEvents(),
                    new DefaultMessageFactory());
            initiator.start();
            return new FixLine(id, initiator);
        } catch (ConfigError | FieldConvertError | RuntimeError e) {
            throw new IllegalStateException(
                    "The FIX session of " + settings + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static SessionSettings describe(FixSettings settings, SessionID id) throws ConfigError, FieldConvertError {
        var all = new SessionSettings();
        all.setString(id, "ConnectionType", "initiator");
        all.setString(id, "BeginString", id.getBeginString());
        all.setString(id, "SenderCompID", id.getSenderCompID());
        all.setString(id, "TargetCompID", id.getTargetCompID());
        all.setString(id, Initiator.SETTING_SOCKET_CONNECT_HOST, settings.host());
        all.setLong(id, Initiator.SETTING_SOCKET_CONNECT_PORT, settings.port());
        all.setLong(id, Initiator.SETTING_RECONNECT_INTERVAL, seconds(settings.reconnect()));
        all.setLong(id, Session.SETTING_HEARTBTINT, seconds(settings.heartbeat()));
        all.setBool(id, Session.SETTING_NON_STOP_SESSION, true);
        all.setBool(id, Session.SETTING_USE_DATA_DICTIONARY, true);
        all.setString(id, Session.SETTING_DATA_DICTIONARY, "FIX44.xml");
        all.setBool(id, Session.SETTING_VALIDATE_USER_DEFINED_FIELDS, false);
        all.setBool(id, Session.SETTING_PERSIST_MESSAGES, false);
        all.setString(
                id,
                FileStoreFactory.SETTING_FILE_STORE_PATH,
                settings.directory().resolve("session").toString());
        all.setBool(id, FileStoreFactory.SETTING_FILE_STORE_SYNC, true);
        all.setBool(id, SSLSupport.SETTING_USE_SSL, settings.encrypted());
        // Without these two QuickFIX believes every certificate.
        all.setString(
                id,
                SSLSupport.SETTING_TRUST_STORE_NAME,
                settings.trusted().orElseGet(FixLine::trustedByTheJdk).toString());
        all.setString(id, SSLSupport.SETTING_ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS");
        return all;
    }

    private static Path trustedByTheJdk() {
        return Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    }

    /** QuickFIX counts in whole seconds. */
    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }

    boolean isLoggedOn() {
        var session = Session.lookupSession(id);
        return session != null && session.isLoggedOn();
    }

    /** @return the message's number; zero if it was not sent and never will be */
    int send(Message message) {
        try {
            return Session.sendToTarget(message, id) ? message.getHeader().getInt(quickfix.field.MsgSeqNum.FIELD) : 0;
        } catch (SessionNotFound | FieldNotFound e) {
            return 0;
        }
    }

    @Override
    public void close() {
        initiator.stop();
    }

    /** QuickFIX's side. */
    private record Ears(FixSettings settings, Owner owner) implements Application {
        @Override
        public void onCreate(SessionID session) {}

        @Override
        public void onLogon(SessionID session) {}

        @Override
        public void onLogout(SessionID session) {
            owner.broken();
        }

        @Override
        public void toAdmin(Message message, SessionID session) {
            try {
                if (message.getHeader().getString(MsgType.FIELD).equals(MsgType.LOGON)) {
                    settings.user().ifPresent(it -> message.setString(Username.FIELD, it));
                    settings.password().ifPresent(it -> message.setString(Password.FIELD, it));
                }
            } catch (FieldNotFound e) {
                throw new IllegalStateException("A message without a type", e);
            }
        }

        @Override
        public void fromAdmin(Message message, SessionID session) throws FieldNotFound {
            if (message.getHeader().getString(MsgType.FIELD).equals(MsgType.REJECT)) {
                owner.unread(
                        message.getInt(RefSeqNum.FIELD),
                        message.isSetField(Text.FIELD) ? message.getString(Text.FIELD) : "no reason given");
            }
        }

        @Override
        public void toApp(Message message, SessionID session) {}

        @Override
        public void fromApp(Message message, SessionID session) throws FieldNotFound, UnsupportedMessageType {
            owner.heard(message.getHeader().getString(MsgType.FIELD), message);
        }
    }
}
