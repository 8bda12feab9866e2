package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.view.ReadinessView;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.readmodel.ReadModels;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Whether a node can do its work, part by part: each is asked now, and what does not answer in time is not ready.
 *
 * <p>A halted account is no such part: the node works, and does what it was told.
 */
final class Readiness {
    private static final String WELL = "ok";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Engine engine;
    private final ReadModels models;
    private final Readers readers;
    private final Progress progress;
    private final Optional<Transport> transport;

    Readiness(Engine engine, ReadModels models, Readers readers, Progress progress, Optional<Transport> transport) {
        this.engine = engine;
        this.models = models;
        this.readers = readers;
        this.progress = progress;
        this.transport = transport;
    }

    CompletionStage<ReadinessView> look() {
        var asked = new TreeMap<String, CompletableFuture<String>>();
        asked.put("worker", inTime(worker(), "the pool of C++ workers does not answer"));
        asked.put("journal", inTime(readers.read(this::journal), "the database does not answer"));
        asked.put("recovery", inTime(recovery(), "the run is being recovered from its journal"));
        asked.put("desk", inTime(desk(), "the order desk does not answer"));
        asked.put("run", CompletableFuture.completedFuture(run()));
        asked.put("cluster", CompletableFuture.completedFuture(cluster()));
        transport.ifPresent(line -> asked.put("bus", CompletableFuture.completedFuture(bus(line))));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(_ -> answered(asked));
    }

    private static ReadinessView answered(SortedMap<String, CompletableFuture<String>> asked) {
        var parts = new TreeMap<String, String>();
        asked.forEach((part, answer) -> parts.put(part, answer.join()));
        return new ReadinessView(parts.values().stream().allMatch(WELL::equals), parts);
    }

    private static CompletableFuture<String> inTime(CompletionStage<String> answer, String otherwise) {
        return answer.exceptionally(_ -> otherwise)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(otherwise, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<String> worker() {
        return engine.describePool().thenApply(pool -> pool.children().isEmpty() ? "no C++ worker serves" : WELL);
    }

    private String journal() {
        try {
            var _ = models.run(engine.run());
            return WELL;
        } catch (IllegalStateException e) {
            return "the database does not answer: " + e.getMessage();
        }
    }

    /** An entity answers nothing before it has read its journal. */
    private CompletionStage<String> recovery() {
        return isOver()
                ? CompletableFuture.completedStage(WELL)
                : engine.progress().thenApply(_ -> WELL);
    }

    /** Before the first closing there is nothing to hold against the venue. */
    private CompletionStage<String> desk() {
        if (isOver()) {
            return CompletableFuture.completedStage(WELL);
        }
        // Of the conductor itself: just after a start the page's own count still stands at nothing.
        return engine.progress()
                .thenCompose(done -> done.steps() == 0 ? CompletableFuture.completedStage(WELL) : standing());
    }

    private CompletionStage<String> standing() {
        CompletionStage<OrderDesk.DeskStanding> standing = engine.askDesk(OrderDesk.GetStanding::new, PATIENCE);
        return standing.thenApply(told -> told.usage().isPresent()
                ? WELL
                : "the books have not been found to agree with the venue's, and no order passes; the next closing"
                        + " compares them");
    }

    private String run() {
        return progress.ending()
                .filter(Conductor.GaveUp.class::isInstance)
                .flatMap(_ -> progress.remark())
                .orElse(WELL);
    }

    private String cluster() {
        var status = Cluster.get(engine.system()).selfMember().status();
        return status.equals(MemberStatus.up()) ? WELL : "this node is " + status + " in the cluster, not Up";
    }

    private static String bus(Transport line) {
        var health = line.bus().health();
        return health.isThere()
                ? WELL
                : "the bus does not answer"
                        + health.why().map(why -> ": " + why).orElse("");
    }

    private boolean isOver() {
        return progress.ending().isPresent();
    }
}
