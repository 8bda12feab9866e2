package io.conclave.app.outside;

import io.conclave.agents.Agent;
import io.conclave.agents.outside.BadVoteException;
import io.conclave.agents.outside.OutsideAgents;
import io.conclave.agents.outside.OutsideVote;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.http.port.Votes;
import io.conclave.persistence.streams.Delivery;
import io.conclave.persistence.streams.Handler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Takes votes in, from the bus and from the API. A vote is acknowledged once the agent it is of has journalled it; told twice it changes
 * nothing. What is no vote, comes from a stranger or comes too late becomes a dead letter with its reason.
 *
 * <p>A vote may be here before its question: after a restart the round is opened again while the vote is handed over
 * again. So one that nobody waits for is tried a few times more.
 */
public final class VoteIntake implements Handler, Votes {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** Whoever holds a connection open is told sooner that there is no such round. */
    private static final int WHILE_SOMEBODY_WAITS = 20;

    private final OutsideAgents outside;
    private final ActorSystem<?> system;
    private final BiFunction<AgentId, Symbol, RecipientRef<Agent.Command>> entities;
    private final int attempts;

    /**
     * @param entities where the agents are that journal
     * @param early how long a vote may be ahead of its question
     */
    public VoteIntake(
            OutsideAgents outside,
            ActorSystem<?> system,
            BiFunction<AgentId, Symbol, RecipientRef<Agent.Command>> entities,
            Duration early) {
        this.outside = outside;
        this.system = system;
        this.entities = entities;
        this.attempts = Math.toIntExact(1 + early.dividedBy(PAUSE));
    }

    /** For a run in which nobody from outside has a seat. */
    public static Votes nobody() {
        return (_, by, _) -> CompletableFuture.completedStage(stranger(by));
    }

    @Override
    public CompletionStage<Void> handle(Delivery delivery) {
        try {
            return hear(OutsideVote.parse(delivery.body()), attempts).thenAccept(VoteIntake::requireTaken);
        } catch (BadVoteException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static void requireTaken(Answer answer) {
        switch (answer) {
            case Taken _ -> {}
            case Malformed bad -> throw new BadVoteException(bad.why());
            case Stranger stranger -> throw new BadVoteException(stranger.why());
            case TooLate late -> throw new BadVoteException(late.why());
            case NoRound none -> throw new BadVoteException(none.why());
        }
    }

    @Override
    public CompletionStage<Answer> cast(DecisionId round, AgentId by, String body) {
        OutsideVote vote;
        try {
            vote = OutsideVote.parse(body);
        } catch (BadVoteException e) {
            return CompletableFuture.completedStage(new Malformed("", String.valueOf(e.getMessage())));
        }
        if (!vote.agent().equals(by)) {
            return CompletableFuture.completedStage(
                    new Malformed("agent", "This key votes for " + by + " alone, not for " + vote.agent() + "."));
        }
        if (!vote.decision().equals(round)) {
            return CompletableFuture.completedStage(
                    new Malformed("decision", "The path names " + round + ", the vote " + vote.decision() + "."));
        }
        return hear(vote, Math.min(attempts, WHILE_SOMEBODY_WAITS));
    }

    private CompletionStage<Answer> hear(OutsideVote vote, int left) {
        return outside.agents().contains(vote.agent())
                ? take(vote, left)
                : CompletableFuture.completedStage(stranger(vote.agent()));
    }

    private static Answer stranger(AgentId agent) {
        return new Stranger(
                "No outside agent \"" + agent + "\" has a seat here: conclave.outside-agents names those that have");
    }

    private CompletionStage<Answer> take(OutsideVote vote, int left) {
        var entity = entities.apply(vote.agent(), vote.decision().symbol());
        var question = outside.answer(vote);
        if (question.isPresent()) {
            CompletionStage<Agent.Answer> answer = AskPattern.ask(
                    entity, replyTo -> new Agent.Ask(question.get(), replyTo), ANSWER, system.scheduler());
            return answer.thenApply(VoteIntake::journalled);
        }
        CompletionStage<Agent.Description> described =
                AskPattern.ask(entity, Agent.Describe::new, ANSWER, system.scheduler());
        return described.thenCompose(agent -> agent.latest()
                .filter(latest ->
                        latest.decision().asOfNanos() >= vote.decision().asOfNanos())
                .map(latest -> CompletableFuture.completedStage(over(vote, latest)))
                .orElseGet(() -> again(vote, left)));
    }

    private static Answer journalled(Agent.Answer answer) {
        return switch (answer) {
            case Agent.Voted _ -> new Taken();
            case Agent.Failed failed ->
                throw new CompletionException(
                        new BadVoteException("The vote could not be journalled: " + failed.why()));
        };
    }

    /** The agent has voted on this decision or a later one. */
    private static Answer over(OutsideVote vote, Vote latest) {
        if (!latest.decision().equals(vote.decision())) {
            return new TooLate("Too late: " + vote.agent() + " has already voted on " + latest.decision());
        }
        return latest.ballot().equals(vote.opinion().ballot())
                ? new Taken()
                : new TooLate("Too late: the vote of " + vote.agent() + " on " + vote.decision() + " stands, and is "
                        + latest.ballot());
    }

    private CompletionStage<Answer> again(OutsideVote vote, int left) {
        if (left <= 1) {
            return CompletableFuture.completedStage(new NoRound("No round of " + vote.decision() + " is open"));
        }
        Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(waited -> take(vote, left - 1));
    }
}
