package io.conclave.persistence.projection;

import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.journal.JournalJson;
import java.sql.SQLException;

/**
 * What an orchestrator journals, as rows of {@code decisions}, {@code votes}, {@code agent_weights} and {@code agents}.
 *
 * @param symbol whose rounds they are
 */
record RoundWriter(Rows rows, AgentRows agents, String run, String symbol) {
    private static final String BASE_RATE = "base-rate";

    void write(Orchestrator.Event event) throws SQLException {
        switch (event) {
            case Orchestrator.RoundOpened opened -> opened(opened);
            case Orchestrator.VoteCounted counted -> counted(counted.vote());
            case Orchestrator.RoundSettled settled -> settled(settled);
            case Orchestrator.RoundSealed sealed ->
                decision(sealed.decision()).set("link", sealed.link()).write(rows);
            case Orchestrator.OutcomeScored scored -> scored(scored);
            case Orchestrator.FederationFounded founded -> agents.seated(symbol, founded.federation());
            case Orchestrator.StandingChanged changed -> agents.ordered(symbol, changed.agent(), changed.standing());
            case Orchestrator.AgentJoined joined -> agents.seat(symbol, joined.agent(), Standing.ACTIVE);
            // It shows in the verdict's cause.
            case Orchestrator.RoundSuspended _ -> {}
        }
    }

    private void opened(Orchestrator.RoundOpened opened) {
        var question = opened.question();
        decision(question.decision())
                .set("close_price", Decimals.of(question.close()))
                .set("priced_at", opened.pricedAtNanos())
                .set("barrier_up", Decimals.of(question.barriers().up()))
                .set("barrier_down", Decimals.of(question.barriers().down()))
                .set("held", Decimals.of(question.position()))
                .set("question", JournalJson.text(question))
                .set("facts", JournalJson.text(opened.facts()))
                .write(rows);
    }

    private void counted(Vote vote) throws SQLException {
        agents.voted(symbol, vote);
        var row = at("votes", vote.decision())
                .key("agent", vote.agent().name())
                .set("evidence", JournalJson.text(vote.evidence()))
                .set("model_id", vote.made().modelId())
                .set("prompt_hash", vote.made().promptHash())
                .set("tokens", vote.made().tokens())
                .set("cost_micros", vote.made().costMicros())
                .set("latency_nanos", vote.made().latencyNanos());
        switch (vote.ballot()) {
            case Ballot.Cast cast ->
                row.set("down_ppm", cast.forecast().downPpm())
                        .set("flat_ppm", cast.forecast().flatPpm())
                        .set("up_ppm", cast.forecast().upPpm());
            case Ballot.Abstained abstained ->
                row.set("abstained", abstained.reason().name()).set("detail", abstained.detail());
        }
        row.write(rows);
    }

    private void settled(Orchestrator.RoundSettled settled) throws SQLException {
        var consensus = settled.consensus();
        decision(settled.decision())
                .set("stance", settled.verdict().stance().name())
                .set("target", Decimals.of(settled.verdict().target()))
                .set("cause", settled.verdict().cause().name())
                .set("q_down", consensus.probability(Outcome.DOWN))
                .set("q_flat", consensus.probability(Outcome.FLAT))
                .set("q_up", consensus.probability(Outcome.UP))
                .set("consensus", JournalJson.text(consensus))
                .write(rows);
        weights(settled.decision(), consensus);
        agents.weighed(symbol, consensus.weights());
    }

    private void weights(DecisionId decision, Consensus consensus) {
        for (var entry : consensus.weights().entrySet()) {
            var agent = entry.getKey().name();
            weight(decision, agent, entry.getValue());
            at("votes", decision)
                    .key("agent", agent)
                    .set("weight", entry.getValue())
                    .update(rows);
        }
        weight(decision, BASE_RATE, consensus.baseRateWeight());
    }

    private void weight(DecisionId decision, String agent, double weight) {
        at("agent_weights", decision).key("agent", agent).set("weight", weight).write(rows);
    }

    private void scored(Orchestrator.OutcomeScored scored) throws SQLException {
        agents.seated(symbol, scored.federation());
        decision(scored.decision())
                .set("outcome", scored.outcome().name())
                .set("certificate", JournalJson.text(RegretCertificate.of(scored.federation())))
                .write(rows);
    }

    private Row decision(DecisionId decision) {
        return at("decisions", decision);
    }

    private Row at(String table, DecisionId decision) {
        return Row.of(table)
                .key("run", run)
                .key("symbol", decision.symbol().name())
                .key("as_of", decision.asOfNanos());
    }
}
