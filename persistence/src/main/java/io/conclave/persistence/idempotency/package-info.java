/** Calls that are done once, however often they are sent. */
@NullMarked
package io.conclave.persistence.idempotency;

import org.jspecify.annotations.NullMarked;
