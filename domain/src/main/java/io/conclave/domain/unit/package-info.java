/** Fixed-point numbers with units. Integers inside, decimals only at the edge; overflow throws. */
@NullMarked
package io.conclave.domain.unit;

import org.jspecify.annotations.NullMarked;
