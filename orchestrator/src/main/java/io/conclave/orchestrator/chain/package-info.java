/**
 * The fingerprint of what was decided: a SHA-256 chain per instrument over canonical bytes, folded by symbol into the
 * run's hash. Same decisions, same hash, in every run, process and machine. The doors are {@link DecisionChain} and
 * {@link RunHash}.
 */
@NullMarked
package io.conclave.orchestrator.chain;

import org.jspecify.annotations.NullMarked;
