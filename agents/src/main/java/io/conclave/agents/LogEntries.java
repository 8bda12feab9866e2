package io.conclave.agents;

import io.conclave.domain.vote.Ballot;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How an opinion is written down: the question and the vote beside what the mind tells of itself. */
final class LogEntries {
    private LogEntries() {}

    static AgentLog.Entry of(AgentKey key, Question question, Opinion opinion, long tookNanos) {
        var reasoning = opinion.reasoning();
        String outputs = Reasoning.json(outputs(opinion, reasoning));
        return new AgentLog.Entry(
                key,
                question.decision(),
                opinion.promptHash(),
                Reasoning.hash(reasoning.response().orElse(outputs)),
                Reasoning.json(inputs(question, opinion, reasoning)),
                outputs,
                opinion.modelId(),
                opinion.tokens(),
                opinion.costMicros(),
                tookNanos);
    }

    private static SortedMap<String, Object> inputs(Question question, Opinion opinion, Reasoning reasoning) {
        SortedMap<String, Object> told = new TreeMap<>(reasoning.inputs());
        told.put(
                "question",
                Map.of(
                        "decision", question.decision().toString(),
                        "horizon_bars", question.horizonBars(),
                        "close", question.close().toString(),
                        "barrier_up", question.barriers().up().toString(),
                        "barrier_down", question.barriers().down().toString(),
                        "position", question.position().toString()));
        told.put("evidence", opinion.evidence());
        return told;
    }

    private static SortedMap<String, Object> outputs(Opinion opinion, Reasoning reasoning) {
        SortedMap<String, Object> told = new TreeMap<>(reasoning.outputs());
        reasoning.response().ifPresent(response -> told.put("response", response));
        switch (opinion.ballot()) {
            case Ballot.Cast cast ->
                told.put(
                        "forecast_ppm",
                        Map.of(
                                "down", cast.forecast().downPpm(),
                                "flat", cast.forecast().flatPpm(),
                                "up", cast.forecast().upPpm()));
            case Ballot.Abstained abstained ->
                told.put("abstained", Map.of("reason", abstained.reason().name(), "detail", abstained.detail()));
        }
        return told;
    }
}
