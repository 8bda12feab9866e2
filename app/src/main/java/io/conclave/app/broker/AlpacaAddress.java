package io.conclave.app.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.venues.rest.AlpacaSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * {@code conclave.broker.alpaca.base}.
 *
 * @param base scheme, host and port; keys go there with each request, so beyond this machine it is https
 */
record AlpacaAddress(URI base) {
    /** As they stand in an address: no name is looked up to learn where it leads. */
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param settings everything
     * @throws ConfigException if it is no address; what is written there is not told, for it may hold a password
     */
    static AlpacaAddress of(Config settings) {
        var alpaca = settings.getConfig("conclave.broker.alpaca");
        try {
            var base = new URI(alpaca.getString("base"));
            var address = new AlpacaAddress(base);
            boolean isBare = base.getHost() != null
                    && base.getRawUserInfo() == null
                    && base.getRawQuery() == null
                    && base.getRawFragment() == null
                    && base.getRawPath().isEmpty();
            boolean isSafe = "https".equals(base.getScheme())
                    || ("http".equals(base.getScheme()) && isBare && address.isOnThisMachine());
            if (isBare && isSafe) {
                return address;
            }
        } catch (URISyntaxException _) {
            // As any other that is none.
        }
        throw new ConfigException.BadValue(
                alpaca.getValue("base").origin(),
                "conclave.broker.alpaca.base",
                "it must be https, a host and nothing else, like " + AlpacaSettings.PAPER
                        + "; http on this machine alone");
    }

    /** Whether no order there costs real money: the broker's own place for that, or a stand-in on this machine. */
    boolean isPaper() {
        return host().equals(AlpacaSettings.PAPER.getHost()) || isOnThisMachine();
    }

    private boolean isOnThisMachine() {
        return THIS_MACHINE.contains(host());
    }

    private String host() {
        return base.getHost().toLowerCase(Locale.ROOT);
    }
}
