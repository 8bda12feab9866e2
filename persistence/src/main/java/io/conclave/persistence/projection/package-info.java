/** From the journal to the read models: each event once, with its offset in the same transaction. */
@NullMarked
package io.conclave.persistence.projection;

import org.jspecify.annotations.NullMarked;
