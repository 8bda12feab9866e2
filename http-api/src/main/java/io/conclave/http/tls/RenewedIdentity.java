package io.conclave.http.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity as its files have it: whoever connects after they changed is shown the new one. While the new one is
 * unfit, half written perhaps, the old one goes on.
 */
final class RenewedIdentity extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedIdentity.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final TlsSettings settings;
    private final InstantSource clock;
    private Shown now;
    /** A handshake that chose it before the files changed may ask for it yet. */
    private Shown before;

    private Optional<Stamps> seen;
    private long lookedNanos;

    /** @param alias which one, for the handshake that chose it */
    private record Shown(String alias, Identity identity) {}

    /** When the files were written, and how long they are. */
    private record Stamps(FileTime certificate, long certificateBytes, FileTime key, long keyBytes) {
        static Stamps of(TlsSettings settings) throws IOException {
            Path certificate = settings.certificate();
            Path key = settings.key();
            return new Stamps(
                    Files.getLastModifiedTime(certificate),
                    Files.size(certificate),
                    Files.getLastModifiedTime(key),
                    Files.size(key));
        }
    }

    /** @throws UnfitCertificateException if the files do not hold one that can be shown now */
    RenewedIdentity(TlsSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.seen = stamps();
        this.lookedNanos = System.nanoTime();
        this.now = new Shown("1", Identity.read(settings, clock.instant()));
        this.before = now;
    }

    synchronized Identity identity() {
        return now.identity();
    }

    // ---- renewal

    private synchronized Shown latest() {
        long nanos = System.nanoTime();
        if (nanos - lookedNanos > BETWEEN_LOOKS.toNanos()) {
            lookedNanos = nanos;
            var stamps = stamps();
            if (stamps.isPresent() && !stamps.equals(seen)) {
                seen = stamps;
                renew();
            }
        }
        return now;
    }

    private Optional<Stamps> stamps() {
        try {
            return Optional.of(Stamps.of(settings));
        } catch (IOException e) {
            return Optional.empty(); // being put there at this moment; whoever needs it says so
        }
    }

    private void renew() {
        try {
            var fresh = Identity.read(settings, clock.instant());
            before = now;
            now = new Shown(Long.toString(Long.parseLong(now.alias()) + 1), fresh);
            LOG.info("The certificate was renewed: it holds until {}", fresh.until());
        } catch (UnfitCertificateException e) {
            LOG.warn(
                    "The certificate stays as it was, until {}: {}",
                    now.identity().until(),
                    e.getMessage());
        }
    }

    // ---- what a handshake asks

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        var shown = latest();
        return keyType.equals(shown.identity().key().getAlgorithm()) ? shown.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public synchronized X509Certificate @Nullable [] getCertificateChain(String alias) {
        return known(alias)
                .map(shown -> shown.identity().chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public synchronized @Nullable PrivateKey getPrivateKey(String alias) {
        return known(alias).map(shown -> shown.identity().key()).orElse(null);
    }

    private Optional<Shown> known(String alias) {
        return Stream.of(now, before)
                .filter(shown -> shown.alias().equals(alias))
                .findFirst();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    // ---- where it calls others who ask for it, too

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return Stream.of(keyTypes)
                .map(keyType -> chooseEngineServerAlias(keyType, issuers, engine))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }
}
