/**
 * What {@code ./conclave bench} measures: each figure beside its peer or floor, in the same run.
 *
 * <p>{@link io.conclave.benchmarks.Bench} is the door. How we measure: {@code docs/adr/0019-how-we-measure.md}.
 */
@NullMarked
package io.conclave.benchmarks;

import org.jspecify.annotations.NullMarked;
