package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.app.report.RunReport;
import io.conclave.domain.market.Symbol;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.chain.RunHash;
import io.conclave.orchestrator.session.Conductor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the run is and how it ended. Told by the conductor, the decisions as they are sealed, and the command. */
final class Progress {
    private final Map<Symbol, DecisionChain> chains = new TreeMap<>();
    private long asOfNanos = Long.MIN_VALUE;
    private int steps;
    private int total;
    private Optional<Conductor.Ending> ending = Optional.empty();
    private Optional<String> finding = Optional.empty();

    /** @param total closings on the tape */
    Progress(Engine engine, int total) {
        this.total = total;
        engine.plan().tape().symbols().forEach(symbol -> chains.put(symbol, DecisionChain.START));
    }

    synchronized void reached(long moment, int done, int ofTotal) {
        if (done > steps) {
            asOfNanos = moment;
            steps = done;
            total = ofTotal;
        }
    }

    synchronized void sealed(Symbol symbol, String link) {
        chains.put(symbol, new DecisionChain(link));
    }

    synchronized void ended(Conductor.Ending how) {
        ending = Optional.of(how);
    }

    synchronized void reported(RunReport report) {
        finding = Optional.of(report.finding());
    }

    /** The moment up to which the market may be shown; {@link Long#MIN_VALUE} before the first closing. */
    synchronized long asOfNanos() {
        return asOfNanos;
    }

    synchronized int steps() {
        return steps;
    }

    synchronized int total() {
        return total;
    }

    synchronized Optional<Conductor.Ending> ending() {
        return ending;
    }

    /** What there is to say about the run in one sentence. */
    synchronized Optional<String> remark() {
        if (ending.isPresent() && ending.get() instanceof Conductor.GaveUp gaveUp) {
            return Optional.of(gaveUp.why());
        }
        return finding;
    }

    /** Over the decisions sealed so far; in the end, the run's. */
    synchronized String hash() {
        if (ending.isPresent() && ending.get() instanceof Conductor.Completed completed) {
            return completed.runHash();
        }
        return RunHash.of(chains);
    }
}
