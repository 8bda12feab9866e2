/** What the paper venue remembers, kept apart from our own books. */
@NullMarked
package io.conclave.persistence.venue;

import org.jspecify.annotations.NullMarked;
