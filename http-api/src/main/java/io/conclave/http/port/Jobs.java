package io.conclave.http.port;

import io.conclave.http.view.JobView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Work that takes longer than an answer may: asked for, done in turn, fetched when it is over. */
public interface Jobs {
    /** What became of the wish for a job. */
    sealed interface Answer {}

    /** It waits, or does more than that by now. */
    record Taken(JobView job) implements Answer {}

    /** @param field to blame; empty if it is the whole */
    record Malformed(String field, String why) implements Answer {}

    /** Too many wait already. */
    record Full(String why) implements Answer {}

    /**
     * Takes a job in.
     *
     * @param kind {@code sweep} or {@code backtest}
     * @param body what exactly, JSON
     * @param askedBy whose wish it is
     */
    CompletionStage<Answer> submit(String kind, String body, String askedBy);

    CompletionStage<Optional<JobView>> find(String id);

    /** What a job that is done came to, JSON; empty if it is not done, or unknown. */
    CompletionStage<Optional<String>> result(String id);

    /** The newest, newest first. */
    CompletionStage<List<JobView>> newest(int limit);

    /** The job stops, if it is not over; as it stands then. Empty if it is unknown. */
    CompletionStage<Optional<JobView>> cancel(String id);
}
