package io.conclave.http.tls;

/** The certificate or its key cannot be shown to anybody: one sentence says which file, why, and what to do. */
public final class UnfitCertificateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitCertificateException(String message) {
        super(message);
    }
}
