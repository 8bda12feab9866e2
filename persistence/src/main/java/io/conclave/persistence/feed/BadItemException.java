package io.conclave.persistence.feed;

/** An item that is not what its stream holds; the message is the sentence its dead letter keeps. */
final class BadItemException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadItemException(String sentence) {
        super(sentence);
    }

    BadItemException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
