package io.conclave.persistence.streams;

/** The broker did not do what it was asked, and may if asked again: it is away, or out of memory. One sentence. */
final class AwayException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What asking again is worth. */
    enum Kind {
        /** It may go better in a moment. */
        PASSING,
        /** Somebody has to change something: a password, the server's version. */
        FOR_GOOD,
        /** The stream or the group is gone: make it, then ask again. */
        GROUP_GONE
    }

    private final Publishing.Why why;
    private final Kind kind;
    private final String sentence;

    AwayException(Publishing.Why why, Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.why = why;
        this.kind = kind;
        this.sentence = sentence;
    }

    static AwayException passing(String sentence, Throwable cause) {
        return new AwayException(Publishing.Why.AWAY, Kind.PASSING, sentence, cause);
    }

    static AwayException forGood(String sentence, Throwable cause) {
        return new AwayException(Publishing.Why.AWAY, Kind.FOR_GOOD, sentence, cause);
    }

    /** The same, where somebody else ran into it. */
    AwayException again() {
        return new AwayException(why, kind, sentence, this);
    }

    Publishing.Why why() {
        return why;
    }

    Kind kind() {
        return kind;
    }

    String sentence() {
        return sentence;
    }
}
