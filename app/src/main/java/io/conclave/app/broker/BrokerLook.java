package io.conclave.app.broker;

import com.typesafe.config.Config;
import io.conclave.domain.market.Symbol;
import io.conclave.venues.fix.FixSettings;
import io.conclave.venues.rest.AlpacaSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a broker can be had, looked at from outside a node: nothing is changed there. */
public final class BrokerLook {
    private BrokerLook() {}

    /**
     * @param settings everything
     * @return one line on what was found
     * @throws IOException if the broker does not answer, or not as to a friend; one line
     */
    public static String take(Config settings) throws IOException {
        var instruments = settings.getStringList("conclave.run.instruments").stream()
                .map(Symbol::new)
                .toList();
        return switch (BrokerSettings.of(settings, instruments, Path.of(""))) {
            case BrokerSettings.Paper _ -> "not needed: orders go to the exchange on paper";
            case BrokerSettings.Alpaca(var account) -> ask(account);
            case BrokerSettings.Fix(var session) -> knock(session);
        };
    }

    private static String ask(AlpacaSettings account) throws IOException {
        try (var broker = Broker.alpaca(account)) {
            var statement = broker.venue()
                    .statement(Long.MAX_VALUE)
                    .toCompletableFuture()
                    // Each of its few questions may take that long.
                    .get(5 * account.patience().toNanos(), TimeUnit.NANOSECONDS);
            return account + " answers: open orders " + statement.open().size() + ", positions "
                    + statement.positions().size();
        } catch (ExecutionException e) {
            // A refused connection has no words of its own.
            var why =
                    Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("no connection");
            throw new IOException(account + " does not say how the account stands: " + why, e);
        } catch (TimeoutException e) {
            throw new IOException(account + " does not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(account + " was not waited for", e);
        }
    }

    /** No logon: it would end the session of a node that runs. */
    private static String knock(FixSettings session) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(session.host(), session.port()),
                    Math.toIntExact(session.patience().toMillis()));
            return session + " takes connections; whether it takes the logon shows when the node runs";
        } catch (IOException e) {
            throw new IOException(session + " takes no connection: " + e.getMessage(), e);
        }
    }
}
