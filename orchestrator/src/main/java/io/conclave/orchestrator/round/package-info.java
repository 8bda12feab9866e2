/** One instrument's rounds: ask, count, decide, score. */
@NullMarked
package io.conclave.orchestrator.round;

import org.jspecify.annotations.NullMarked;
