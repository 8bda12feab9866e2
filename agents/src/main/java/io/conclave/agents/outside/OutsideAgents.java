package io.conclave.agents.outside;

import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * The agents of a node that live in processes of their own: what they are being asked, and the way in for what they say.
 *
 * <p>An outside agent hears of a question on the stream of rounds. Its mind in here waits for the answer; one that does
 * not come in time is an abstention, so that the journal tells who was not heard. Safe for every thread.
 */
public final class OutsideAgents {
    private record Key(AgentId agent, DecisionId decision) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byDecision = decision.compareTo(other.decision);
            return byDecision != 0 ? byDecision : agent.compareTo(other.agent);
        }
    }

    private record Asked(Question question, CompletableFuture<Opinion> opinion) {}

    private final SortedSet<AgentId> agents;
    private final Duration patience;
    private final ConcurrentMap<Key, Asked> open = new ConcurrentSkipListMap<>();

    /**
     * @param patience how long an answer may take; less than the rounds' deadline
     */
    public OutsideAgents(Collection<AgentId> agents, Duration patience) {
        this.agents = Collections.unmodifiableSortedSet(new TreeSet<>(agents));
        this.patience = patience;
    }

    /** A node that hears nobody from outside. */
    public static OutsideAgents none() {
        return new OutsideAgents(new TreeSet<>(), Duration.ZERO);
    }

    /** By name, ascending. */
    public SortedSet<AgentId> agents() {
        return agents;
    }

    /** What an outside agent thinks with in here: it waits. */
    public Mind mind(AgentId agent) {
        return new Listening(agent);
    }

    /**
     * Hands an answer to the question it is for. The first answer counts.
     *
     * @return the question; empty if it is not open: not asked yet, or answered, or given up
     */
    public Optional<Question> answer(OutsideVote vote) {
        var asked = open.get(new Key(vote.agent(), vote.decision()));
        return asked != null && asked.opinion().complete(vote.opinion())
                ? Optional.of(asked.question())
                : Optional.empty();
    }

    private final class Listening implements Mind {
        private final AgentId agent;

        private Listening(AgentId agent) {
            this.agent = agent;
        }

        @Override
        public AgentId agent() {
            return agent;
        }

        @Override
        public CompletionStage<Opinion> opine(Question question) {
            var key = new Key(agent, question.decision());
            var asked = new Asked(question, new CompletableFuture<>());
            open.put(key, asked);
            return asked.opinion()
                    .completeOnTimeout(silence(), waiting().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((opinion, fault) -> open.remove(key, asked));
        }

        /** Nobody waits for an agent that is not let in any more. */
        private Duration waiting() {
            return agents.contains(agent) ? patience : Duration.ZERO;
        }

        private Opinion silence() {
            return Opinion.abstaining(
                    Ballot.Reason.NO_EVIDENCE, "Not heard within " + waiting().toMillis() + " ms", "outside:" + agent);
        }
    }
}
