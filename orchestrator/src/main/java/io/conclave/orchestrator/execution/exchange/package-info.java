/**
 * A paper exchange: accounts trade with each other and with a market that was recorded. Commands in, reports out; no clock,
 * no chance, no I/O. The door is {@link io.conclave.orchestrator.execution.exchange.PaperExchange}.
 */
@NullMarked
package io.conclave.orchestrator.execution.exchange;

import org.jspecify.annotations.NullMarked;
