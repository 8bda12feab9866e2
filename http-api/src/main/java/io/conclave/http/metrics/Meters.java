package io.conclave.http.metrics;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.vote.AgentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The node's counters and gauges, told by whoever wires the engine and scraped at {@code /metrics}. Safe from any thread.
 *
 * <p>Names start with {@code conclave_}; a label is an agent or a veto code, never anything unbounded.
 */
public final class Meters {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile Money equity = Money.ZERO;
    private volatile Fraction drawdown = Fraction.ZERO;
    private final AtomicInteger streamClients = new AtomicInteger();
    private final Counter rounds = registry.counter("conclave.rounds");
    private final Counter childRestarts = registry.counter("conclave.child.restarts");
    private final Counter slowConsumers = registry.counter("conclave.stream.slow.consumers");
    private final Timer consensus = Timer.builder("conclave.consensus.latency")
            .publishPercentiles(0.5, 0.99)
            .register(registry);

    public Meters() {
        registry.gauge("conclave.equity", this, us -> us.equity.toDouble());
        registry.gauge("conclave.drawdown", this, us -> us.drawdown.toDouble());
        registry.gauge("conclave.stream.clients", streamClients);
        // Garbage collection is left out: its binder starts a listener that has to be closed.
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** A round reached its verdict. */
    public void roundSettled() {
        rounds.increment();
    }

    public void voteCast(AgentId agent) {
        registry.counter("conclave.votes", "agent", agent.name()).increment();
    }

    /** @param reason the enumerated reason */
    public void abstained(AgentId agent, String reason) {
        registry.counter("conclave.abstentions", "agent", agent.name(), "reason", reason)
                .increment();
    }

    /** From the question to the verdict. */
    public void consensusTook(Duration took) {
        consensus.record(took);
    }

    /** @param code the enumerated veto */
    public void vetoed(String code) {
        registry.counter("conclave.vetoes", "code", code).increment();
    }

    public void childRestarted() {
        childRestarts.increment();
    }

    public void accountWorth(Money worth, Fraction belowPeak) {
        equity = worth;
        drawdown = belowPeak;
    }

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

    /** Everything, in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }
}
