package io.conclave.persistence.journal;

import org.jspecify.annotations.Nullable;

/** What is stored cannot be understood: by a newer version, or damaged. Never skipped: a gap would change decisions. */
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
