package io.conclave.orchestrator.session;

import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.RiskAssessment;
import io.conclave.agents.RiskMind;
import io.conclave.agents.RiskQuestion;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A mind that leans by the moment of the question alone, and stumbles as often as it is told to. */
final class Scripted implements RiskMind {
    private final AgentId agent;
    private final AtomicInteger stumbles;

    Scripted(AgentId agent, int stumbles) {
        this.agent = agent;
        this.stumbles = new AtomicInteger(stumbles);
    }

    static Scripted sound(AgentId agent) {
        return new Scripted(agent, 0);
    }

    @Override
    public AgentId agent() {
        return agent;
    }

    @Override
    public CompletionStage<Opinion> opine(Question question) {
        if (stumbles.getAndDecrement() > 0) {
            return CompletableFuture.failedStage(new IOException("the model is away"));
        }
        long turn = question.asOfNanos() / Tapes.INTERVAL.toNanos() / 8 % 2;
        var lean = turn == 0 ? Outcome.UP : Outcome.DOWN;
        var ballot = new Ballot.Cast(Forecast.of(lean, 0.9));
        return CompletableFuture.completedStage(Opinion.of(ballot, List.of("bars"), "scripted"));
    }

    @Override
    public CompletionStage<RiskAssessment> assess(RiskQuestion question) {
        return CompletableFuture.completedStage(
                new RiskAssessment(question.decision(), new Fraction(1_000), new Fraction(10_000), 500));
    }
}
