package planted.clock.orchestrator;

import java.time.Instant;

/** A decision that depends on when it is taken. */
public final class Impatient {
    /** Now. */
    public Instant decide() {
        return Instant.now();
    }
}
