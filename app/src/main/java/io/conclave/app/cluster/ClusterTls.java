package io.conclave.app.cluster;

import io.conclave.http.tls.MutualTls;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/** What nodes say to each other, encrypted, between two that have proven who they are. Named in {@code shared.conf}. */
public final class ClusterTls implements SSLEngineProvider {
    private final MutualTls tls;

    /** Made by Pekko, once for a system, from {@code conclave.cluster.tls}. */
    public ClusterTls(ActorSystem system) {
        this(MutualTls.open(
                MutualTls.Files.from(
                                system.settings().config().getConfig("conclave.cluster.tls"), "conclave.cluster.tls")
                        .orElseThrow(() -> new IllegalStateException("TLS was asked for without its files")),
                InstantSource.system()));
    }

    private ClusterTls(MutualTls tls) {
        this.tls = tls;
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
        return Option.apply(tls.stranger(session).map(SSLException::new).orElse(null));
    }
}
