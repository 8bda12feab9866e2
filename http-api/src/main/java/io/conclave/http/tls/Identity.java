package io.conclave.http.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What this process proves itself with.
 *
 * @param chain its own certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] WORD = {1, 2, 3};

    Identity {
        chain = List.copyOf(chain);
    }

    /** @throws UnfitCertificateException unless the two belong together, and the certificate holds now */
    static Identity read(TlsSettings settings, Instant now) {
        var file = new PemFile(settings.section() + ".certificate", settings.certificate());
        var chain = file.certificates();
        var own = chain.getFirst();
        var algorithm = own.getPublicKey().getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw file.unfit("was made for a key of " + algorithm + ": have one made for RSA or EC");
        }
        requireNow(file, own, now);
        var keyFile = new PemFile(settings.section() + ".key", settings.key());
        var key = keyFile.key(algorithm);
        if (!belong(key, own)) {
            throw keyFile.unfit(
                    "is not the key that the certificate was made for: name the two of one pair, the server's"
                            + " own certificate first in its file");
        }
        return new Identity(key, chain);
    }

    private static void requireNow(PemFile file, X509Certificate own, Instant now) {
        var from = own.getNotBefore().toInstant();
        var until = own.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw file.unfit("holds from " + from + " on, and it is " + now + ": set the clock, or wait");
        }
        if (now.isAfter(until)) {
            throw file.unfit("expired at " + until + ": put a renewed one in its place");
        }
    }

    private static boolean belong(PrivateKey key, X509Certificate own) {
        try {
            var signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(WORD);
            var signed = signature.sign();
            signature.initVerify(own.getPublicKey());
            signature.update(WORD);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    Instant until() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "Identity[" + chain.getFirst().getSubjectX500Principal() + ", until " + until() + "]";
    }
}
