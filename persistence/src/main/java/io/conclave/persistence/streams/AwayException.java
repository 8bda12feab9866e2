package io.conclave.persistence.streams;

/** The broker did not do what it was asked, and may if asked again: it is away, or out of memory. One sentence. */
final class AwayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Publishing.Why why;
    private final String sentence;

    AwayException(Publishing.Why why, String sentence) {
        super(sentence);
        this.why = why;
        this.sentence = sentence;
    }

    AwayException(Publishing.Why why, String sentence, Throwable cause) {
        super(sentence, cause);
        this.why = why;
        this.sentence = sentence;
    }

    Publishing.Why why() {
        return why;
    }

    String sentence() {
        return sentence;
    }
}
