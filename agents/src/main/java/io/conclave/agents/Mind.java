package io.conclave.agents;

import io.conclave.domain.vote.AgentId;
import java.util.concurrent.CompletionStage;

/**
 * What an agent thinks with. One for each agent and instrument; asked one question at a time, in the order of time.
 *
 * <p>The same question gets the same opinion, in whatever process it is asked: a mind keeps nothing it could not build
 * again from the tape and the news as of the question. It reads no clock. A fault of the world (a dead child, a model
 * server away) fails the stage; the agent then answers {@link Agent.Failed} and may be asked again.
 */
public interface Mind extends AutoCloseable {
    AgentId agent();

    CompletionStage<Opinion> opine(Question question);

    /** Gives native memory and children back. */
    @Override
    default void close() {}
}
