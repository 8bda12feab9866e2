package io.conclave.app.outside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.StreamName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells on the stream of rounds which rounds the journal says were opened. */
final class Herald implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final JournalReader journal;
    private final Bus bus;
    private final String run;
    private long told;

    private Herald(JournalReader journal, Bus bus, String run) {
        this.journal = journal;
        this.bus = bus;
        this.run = run;
    }

    static Herald of(JournalReader journal, Bus bus, String run) {
        var herald = new Herald(journal, bus, run);
        var _ = herald.thread.scheduleWithFixedDelay(herald::tell, 0, 20, TimeUnit.MILLISECONDS);
        return herald;
    }

    private void tell() {
        for (var entry : journal.events("Orchestrator|" + run + ":BTC-USD", told, Long.MAX_VALUE)) {
            told = entry.sequence();
            if (entry.event() instanceof Orchestrator.RoundOpened opened) {
                bus.publish(
                                StreamName.ROUNDS,
                                Item.of("opened/" + opened.question().decision(), body(opened)))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    private static String body(Orchestrator.RoundOpened opened) {
        var question = opened.question();
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "opened");
        body.put("decision", question.decision().toString());
        body.put("symbol", question.decision().symbol().name());
        body.put("as_of", Instant.ofEpochSecond(0, question.asOfNanos()).toString());
        body.put("horizon_bars", question.horizonBars());
        body.put("close", question.close().toString());
        body.put("barrier_up", question.barriers().up().toString());
        body.put("barrier_down", question.barriers().down().toString());
        body.put("asked", opened.asked().stream().map(agent -> agent.name()).toList());
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    void stop() {
        thread.shutdownNow();
    }

    @Override
    public void close() {
        stop();
    }
}
