package io.conclave.http.stream;

import java.util.function.Consumer;

/** What lets a client follow the stream, for as long as it holds. */
@FunctionalInterface
public interface Pass {
    /**
     * The client is here.
     *
     * @param ended told with a code when the pass holds no more; from any thread
     * @return to be run when the client has gone
     */
    Runnable show(Consumer<Ended> ended);

    /**
     * Why it holds no more.
     *
     * @param code stable, for programs
     * @param forGood whether the client should not come back with the same pass
     */
    record Ended(String code, boolean forGood) {}
}
