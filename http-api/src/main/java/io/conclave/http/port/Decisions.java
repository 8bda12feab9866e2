package io.conclave.http.port;

import io.conclave.domain.vote.DecisionId;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.ReplayView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** What was decided, from the read models; and what is being decided. */
public interface Decisions {
    /** At most {@code query.span().limit()} decisions, newest first. */
    CompletionStage<List<DecisionSummary>> newestFirst(DecisionQuery query);

    CompletionStage<Optional<DecisionStory>> story(DecisionId id);

    /** Takes a decision again, as the journal has its votes; empty if there is none of that id in the chain. */
    CompletionStage<Optional<ReplayView>> replay(DecisionId id);

    /** Every decision from now on, once sealed; also those whose fills changed. One source serves all who follow. */
    Source<DecisionSummary, NotUsed> live();
}
