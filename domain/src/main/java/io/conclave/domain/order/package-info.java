/** What is sent to a venue, and what comes back. */
@NullMarked
package io.conclave.domain.order;

import org.jspecify.annotations.NullMarked;
