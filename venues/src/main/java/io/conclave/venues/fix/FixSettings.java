package io.conclave.venues.fix;

import io.conclave.venues.marketdata.Listing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One FIX session of one account.
 *
 * @param host where the venue listens
 * @param sender what the venue calls us, SenderCompID
 * @param target what it calls itself, TargetCompID
 * @param account what it calls the account, on every order
 * @param user sent with the logon, if the venue wants a Username
 * @param password the same; {@link #toString} tells neither
 * @param encrypted TLS, with a venue that shows a certificate of its host's name; anything but loopback should be
 * @param trusted key store of those who may have signed that certificate, read without a password; absent for those whom the JDK trusts
 * @param listings what may be traded, and the venue's names for it
 * @param directory of this node alone: sequence numbers, and what was sent and heard
 * @param heartbeat how often each side shows that it is there
 * @param reconnect pause before calling anew, whole seconds
 * @param patience how long a request may stay unanswered before nobody knows
 */
public record FixSettings(
        String host,
        int port,
        String sender,
        String target,
        String account,
        Optional<String> user,
        Optional<String> password,
        boolean encrypted,
        Optional<Path> trusted,
        List<Listing> listings,
        Path directory,
        Duration heartbeat,
        Duration reconnect,
        Duration patience) {
    public FixSettings {
        listings = List.copyOf(listings);
    }

    @Override
    public String toString() {
        return sender + " at " + target + ", " + host + ":" + port;
    }
}
