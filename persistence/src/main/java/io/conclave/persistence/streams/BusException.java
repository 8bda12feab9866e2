package io.conclave.persistence.streams;

/** The bus cannot be opened, or did not answer a question about itself. The message is one sentence for people. */
public final class BusException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BusException(String sentence) {
        super(sentence);
    }

    BusException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
