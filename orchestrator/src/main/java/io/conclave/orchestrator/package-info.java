/** From votes to orders: consensus, sizing, the risk gate, execution, the books, and the rounds that drive them. */
@NullMarked
package io.conclave.orchestrator;

import org.jspecify.annotations.NullMarked;
