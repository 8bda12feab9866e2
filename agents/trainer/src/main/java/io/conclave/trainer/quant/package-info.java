/**
 * Training of the quant's gradient-boosted trees, in a process of its own.
 *
 * <p>Its library and the one that serves the model define the same classes, so the two never share a class path; a file
 * goes in, a model comes out. {@link io.conclave.trainer.quant.QuantTrainer} is the door.
 */
@NullMarked
package io.conclave.trainer.quant;

import org.jspecify.annotations.NullMarked;
