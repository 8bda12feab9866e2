package io.conclave.app.web;

import io.conclave.domain.vote.AgentId;
import io.conclave.http.view.VoteView;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each agent voted, and why not, over the decisions sealed so far. */
final class Turnouts {
    private final Map<AgentId, Turnout> turnouts = new TreeMap<>();

    /** @param reasons how often each was given, by name */
    record Turnout(long votes, SortedMap<String, Long> reasons) {
        static final Turnout NONE = new Turnout(0, new TreeMap<>());

        long abstentions() {
            return reasons.values().stream().mapToLong(Long::longValue).sum();
        }

        private Turnout with(VoteView vote) {
            if (vote.reason().isEmpty()) {
                return new Turnout(votes + 1, reasons);
            }
            var more = new TreeMap<>(reasons);
            more.merge(vote.reason().get(), 1L, Long::sum);
            return new Turnout(votes, more);
        }
    }

    synchronized void count(List<VoteView> votes) {
        for (VoteView vote : votes) {
            turnouts.put(vote.agent(), of(vote.agent()).with(vote));
        }
    }

    synchronized Turnout of(AgentId agent) {
        return turnouts.getOrDefault(agent, Turnout.NONE);
    }
}
