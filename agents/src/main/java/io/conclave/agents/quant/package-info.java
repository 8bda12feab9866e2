/**
 * The Quant: gradient-boosted trees over bars, retrained as the tape goes on, always on what went before.
 *
 * <p>{@link io.conclave.agents.quant.QuantAgent} is the door. The trees are served in this process and grown in another.
 */
@NullMarked
package io.conclave.agents.quant;

import org.jspecify.annotations.NullMarked;
