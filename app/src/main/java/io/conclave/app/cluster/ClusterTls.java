package io.conclave.app.cluster;

import io.conclave.http.tls.MutualTls;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/** What nodes say to each other, encrypted, between two that have proven who they are. Named in {@code shared.conf}. */
public final class ClusterTls implements SSLEngineProvider {
    private static final String SECTION = "conclave.cluster.tls";

    private final MutualTls tls;
    private final LoggingAdapter log;

    /** Made by Pekko, once for a system, from {@code conclave.cluster.tls}. */
    public ClusterTls(ActorSystem system) {
        var files = MutualTls.Files.from(system.settings().config().getConfig(SECTION), SECTION)
                .orElseThrow(() -> new IllegalStateException("TLS was asked for without its files"));
        this.tls = MutualTls.open(files, InstantSource.system());
        this.log = Logging.getLogger(system, ClusterTls.class);
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return tls.answering();
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return tls.calling(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return verified(session);
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return verified(session);
    }

    private Option<Throwable> verified(SSLSession session) {
        var stranger = tls.stranger(session);
        // Whoever is turned away hears no more than that the line broke.
        stranger.ifPresent(why -> log.warning("A connection between nodes was broken off: {}", why));
        return Option.apply(stranger.map(SSLException::new).orElse(null));
    }
}
