package io.conclave.http.metrics;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.vote.AgentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The node's counters and gauges, told by whoever wires the engine and scraped at {@code /metrics}. Safe from any thread.
 *
 * <p>Names start with {@code conclave_}; a label is an agent, an enumerated code, a stream or a symbol, never anything
 * unbounded. Counters begin at zero with the process, as Prometheus expects.
 */
public final class Meters implements AutoCloseable {
    /** Where the buckets of how long something took end. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmMeters jvm = new JvmMeters(registry);
    private final VitalMeters vitals = new VitalMeters(registry);
    private volatile Money equity = Money.ZERO;
    private volatile Fraction drawdown = Fraction.ZERO;
    private final AtomicInteger streamClients = new AtomicInteger();
    private final Counter rounds =
            counter("conclave.rounds", "Rounds that came to a verdict").register(registry);
    private final Counter childRestarts = counter("conclave.child.restarts", "C++ workers that died and were replaced")
            .register(registry);
    private final Counter slowConsumers = counter(
                    "conclave.stream.slow.consumers", "WebSocket clients that were sent away for falling behind")
            .register(registry);
    private final Counter journalEvents = counter("conclave.journal.events", "Events that the journal has taken")
            .register(registry);
    private final Timer consensus = timer("conclave.consensus.latency", "From a round's question to its last vote");

    public Meters() {
        Gauge.builder("conclave.equity", this, us -> us.equity.toDouble())
                .description("What the account is worth, in its currency, as of the last mark")
                .register(registry);
        Gauge.builder("conclave.drawdown", this, us -> us.drawdown.toDouble())
                .description("How far the account is below its highest worth, as a share of that: 0 to 1")
                .register(registry);
        Gauge.builder("conclave.stream.clients", streamClients, AtomicInteger::get)
                .description("WebSocket clients that are connected")
                .register(registry);
        // From zero on: of a counter that begins with its first event Prometheus never sees that one.
        for (OrderState state : OrderState.values()) {
            orders(state);
        }
        journalWrites(true);
        journalWrites(false);
    }

    private static Counter.Builder counter(String name, String help) {
        return Counter.builder(name).description(help);
    }

    private Timer timer(String name, String help, String... labels) {
        return Timer.builder(name)
                .description(help)
                .tags(labels)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    // ---- decisions

    /** A round reached its verdict. */
    public void roundSettled() {
        rounds.increment();
    }

    /** An agent that may vote; its votes count from zero from now on. */
    public void mayVote(AgentId agent) {
        votes(agent);
    }

    public void voteCast(AgentId agent) {
        votes(agent).increment();
    }

    private Counter votes(AgentId agent) {
        return counter("conclave.votes", "Votes that an agent cast")
                .tag("agent", agent.name())
                .register(registry);
    }

    /** @param reason the enumerated reason */
    public void abstained(AgentId agent, String reason) {
        counter("conclave.abstentions", "Rounds that an agent had no vote in, and why")
                .tags("agent", agent.name(), "reason", reason)
                .register(registry)
                .increment();
    }

    /** From the question to the verdict. */
    public void consensusTook(Duration took) {
        consensus.record(took);
    }

    /** @param code a veto that may come; it counts from zero from now on */
    public void mayVeto(String code) {
        vetoes(code);
    }

    /** @param code the enumerated veto */
    public void vetoed(String code) {
        vetoes(code).increment();
    }

    private Counter vetoes(String code) {
        return counter("conclave.vetoes", "Vetoes of the risk gate, by reason")
                .tag("code", code)
                .register(registry);
    }

    public void accountWorth(Money worth, Fraction belowPeak) {
        equity = worth;
        drawdown = belowPeak;
    }

    /** An order has come into that state. */
    public void orderCameTo(OrderState state) {
        orders(state).increment();
    }

    private Counter orders(OrderState state) {
        return counter("conclave.orders", "Times that an order came into a state")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    // ---- the machine

    public void childRestarted() {
        childRestarts.increment();
    }

    /** The journal has answered a write. */
    public void journalAnswered(Duration took, int events, boolean taken) {
        journalWrites(taken).record(took);
        if (taken) {
            journalEvents.increment(events);
        }
    }

    private Timer journalWrites(boolean taken) {
        return timer(
                "conclave.journal.write",
                "From handing events to the journal to its answer",
                "ok",
                String.valueOf(taken));
    }

    /** A request was answered; the stream's counts as answered when it is opened. */
    public void requestAnswered(String method, int status, Duration took) {
        timer(
                        "conclave.http.requests",
                        "From a request's head to its answer's",
                        "method",
                        method,
                        "status",
                        status / 100 + "xx")
                .record(took);
    }

    /** What gauges show from now on. */
    public synchronized void seen(Vitals now) {
        vitals.show(now);
    }

    // ---- the stream

    public void streamClientCame() {
        streamClients.incrementAndGet();
    }

    public void streamClientLeft() {
        streamClients.decrementAndGet();
    }

    public int streamClients() {
        return streamClients.get();
    }

    /** A reader that fell behind was closed. */
    public void slowConsumerClosed() {
        slowConsumers.increment();
    }

    /** Everything, in Prometheus' text format 0.0.4. Not while gauges are exchanged: some would be there twice. */
    public synchronized String scrape() {
        return registry.scrape();
    }

    /** Stops listening to the JVM. */
    @Override
    public void close() {
        jvm.close();
        registry.close();
    }
}
