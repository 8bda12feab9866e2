package io.conclave.orchestrator.execution.exchange;

import io.conclave.orchestrator.execution.ExecutionReport;

/** Hears what happens to orders, as it happens. It must not call the exchange. */
@FunctionalInterface
public interface ExchangeListener {
    ExchangeListener NONE = (account, atNanos, report) -> {};

    /**
     * @param account whose order it is
     * @param atNanos when, by the exchange
     */
    void told(String account, long atNanos, ExecutionReport report);
}
