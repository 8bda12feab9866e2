package io.conclave.system.audit;

import io.conclave.domain.market.Symbol;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.chain.DecisionRecord;
import io.conclave.orchestrator.chain.RunHash;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Round;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.journal.JournalReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Every decision's link follows from the one before and from what was decided; the run's hash from the last links. */
final class ChainAuditor implements Auditor {
    private final Optional<String> expected;

    /** @param expected hash of the same run without faults; absent if there is none to compare with */
    ChainAuditor(Optional<String> expected) {
        this.expected = expected;
    }

    @Override
    public String name() {
        return "hash chain";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var chains = new TreeMap<Symbol, DecisionChain>();
        evidence.entities().forEach((entity, events) -> {
            if (entity.startsWith(Orchestrator.TYPE.name() + "|")) {
                var symbol = new Symbol(entity.substring(entity.lastIndexOf(':') + 1));
                chains.put(symbol, chain(symbol, events, findings));
            }
        });
        findings.require(!chains.isEmpty(), "no decision was taken");
        var ended = evidence.events(Conductor.RunFinished.class).stream()
                .map(Conductor.RunFinished::runHash)
                .toList();
        findings.require(ended.size() == 1, "the run ended " + ended.size() + " times");
        findings.require(
                ended.stream().allMatch(RunHash.of(chains)::equals),
                "the run's hash is " + ended + ", and its decisions come to " + RunHash.of(chains));
        expected.ifPresent(hash -> findings.require(
                ended.stream().allMatch(hash::equals),
                "the run's hash is " + ended + ", without faults it is " + hash));
    }

    private static DecisionChain chain(Symbol symbol, List<JournalReader.Entry> events, Findings findings) {
        var chain = DecisionChain.START;
        var round = Optional.<Round>empty();
        for (var entry : events) {
            switch (entry.event()) {
                case Orchestrator.RoundOpened opened -> round = Optional.of(Round.opened(opened));
                case Orchestrator.VoteCounted counted -> round = round.map(open -> open.with(counted.vote()));
                case Orchestrator.RoundSettled settled ->
                    round = round.map(open -> open.settled(settled.consensus(), settled.verdict()));
                case Orchestrator.RoundSealed sealed -> {
                    chain = chain.then(decision(round.orElseThrow(), sealed));
                    if (!chain.head().equals(sealed.link())) {
                        findings.add("the link of " + sealed.decision() + " on " + symbol
                                + " does not follow from what was decided");
                        return new DecisionChain(sealed.link());
                    }
                }
                default -> {}
            }
        }
        findings.require(round.isPresent(), "no round of " + symbol + " was held");
        return chain;
    }

    private static DecisionRecord decision(Round round, Orchestrator.RoundSealed sealed) {
        return new DecisionRecord(
                sealed.decision(),
                round.votes(),
                round.consensus().orElseThrow().q(),
                round.verdict().orElseThrow(),
                sealed.vetoes(),
                sealed.intents(),
                sealed.fills());
    }
}
