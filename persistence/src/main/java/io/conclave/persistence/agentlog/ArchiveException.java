package io.conclave.persistence.agentlog;

/** An archive of agents' logs that cannot be made or vouched for; the message is a sentence that says which and why. */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ArchiveException(String sentence) {
        super(sentence);
    }

    ArchiveException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
