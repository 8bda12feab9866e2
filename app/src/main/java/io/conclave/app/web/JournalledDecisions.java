package io.conclave.app.web;

import io.conclave.domain.vote.DecisionId;
import io.conclave.http.port.DecisionQuery;
import io.conclave.http.port.Decisions;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.ReplayView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;

/** Decisions from the read models, and each new one as it is sealed. */
final class JournalledDecisions implements Decisions {
    /** A client that is behind by so many loses the oldest: it fetches what it missed. */
    private static final int BEHIND = 256;

    private final History history;
    private final Replays again;
    private final Readers readers;
    private final Hub<DecisionSummary> sealed;

    JournalledDecisions(History history, Replays again, Readers readers, Hub<DecisionSummary> sealed) {
        this.history = history;
        this.again = again;
        this.readers = readers;
        this.sealed = sealed;
    }

    @Override
    public CompletionStage<List<DecisionSummary>> newestFirst(DecisionQuery query) {
        return readers.read(() -> history.newestFirst(query));
    }

    @Override
    public CompletionStage<Optional<DecisionStory>> story(DecisionId id) {
        return readers.read(() -> history.story(id));
    }

    @Override
    public CompletionStage<Optional<ReplayView>> replay(DecisionId id) {
        return readers.read(() -> again.of(id));
    }

    @Override
    public Source<DecisionSummary, NotUsed> live() {
        return sealed.items().buffer(BEHIND, OverflowStrategy.dropHead());
    }
}
