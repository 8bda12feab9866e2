/**
 * A limit order book that matches by price, then time: integers in, integers out, no clock, no chance, no I/O. The same
 * commands give the same trades on every machine. The door is {@link OrderBook}; it belongs to one thread at a time.
 */
@NullMarked
package io.conclave.orchestrator.execution.book;

import org.jspecify.annotations.NullMarked;
