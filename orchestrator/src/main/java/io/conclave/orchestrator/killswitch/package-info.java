/** The switch that stops all trading, and remembers that it did. */
@NullMarked
package io.conclave.orchestrator.killswitch;

import org.jspecify.annotations.NullMarked;
