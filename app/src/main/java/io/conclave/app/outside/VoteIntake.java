package io.conclave.app.outside;

import io.conclave.agents.Agent;
import io.conclave.agents.outside.BadVoteException;
import io.conclave.agents.outside.OutsideAgents;
import io.conclave.agents.outside.OutsideVote;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Vote;
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
 * Takes votes in from the bus. A vote is acknowledged once the agent it is of has journalled it; told twice it changes
 * nothing. What is no vote, comes from a stranger or comes too late becomes a dead letter with its reason.
 *
 * <p>A vote may be here before its question: after a restart the round is opened again while the vote is handed over
 * again. So one that nobody waits for is tried a few times more.
 */
public final class VoteIntake implements Handler {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(10);

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

    @Override
    public CompletionStage<Void> handle(Delivery delivery) {
        try {
            var vote = OutsideVote.parse(delivery.body());
            if (!outside.agents().contains(vote.agent())) {
                throw new BadVoteException("No outside agent \"" + vote.agent()
                        + "\" has a seat here: conclave.outside-agents names those that have");
            }
            return take(vote, attempts);
        } catch (BadVoteException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Void> take(OutsideVote vote, int left) {
        var entity = entities.apply(vote.agent(), vote.decision().symbol());
        var question = outside.answer(vote);
        if (question.isPresent()) {
            CompletionStage<Agent.Answer> answer = AskPattern.ask(
                    entity, replyTo -> new Agent.Ask(question.get(), replyTo), ANSWER, system.scheduler());
            return answer.thenAccept(VoteIntake::requireJournalled);
        }
        CompletionStage<Agent.Description> described =
                AskPattern.ask(entity, Agent.Describe::new, ANSWER, system.scheduler());
        return described.thenCompose(agent -> agent.latest()
                .filter(latest ->
                        latest.decision().asOfNanos() >= vote.decision().asOfNanos())
                .map(latest -> over(vote, latest))
                .orElseGet(() -> again(vote, left)));
    }

    private static void requireJournalled(Agent.Answer answer) {
        switch (answer) {
            case Agent.Voted _ -> {}
            case Agent.Failed failed ->
                throw new CompletionException(
                        new BadVoteException("The vote could not be journalled: " + failed.why()));
        }
    }

    /** The agent has voted on this decision or a later one. */
    private static CompletionStage<Void> over(OutsideVote vote, Vote latest) {
        if (!latest.decision().equals(vote.decision())) {
            return refused("Too late: " + vote.agent() + " has already voted on " + latest.decision());
        }
        return latest.ballot().equals(vote.opinion().ballot())
                ? CompletableFuture.completedStage(null)
                : refused("Too late: the vote of " + vote.agent() + " on " + vote.decision() + " stands, and is "
                        + latest.ballot());
    }

    private CompletionStage<Void> again(OutsideVote vote, int left) {
        if (left <= 1) {
            return refused("No round of " + vote.decision() + " is open");
        }
        Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(waited -> take(vote, left - 1));
    }

    private static CompletionStage<Void> refused(String why) {
        return CompletableFuture.failedStage(new BadVoteException(why));
    }
}
