package io.conclave.persistence.streams;

/** A Redis server that cannot be asked; the message is a sentence that says where, why and what to do. */
public final class UnreachableRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableRedisException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
