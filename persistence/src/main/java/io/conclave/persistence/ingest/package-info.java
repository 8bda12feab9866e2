/**
 * Rows that come fast and are no events: written in groups, beside the journal, on connections of their own.
 *
 * <p>{@link io.conclave.persistence.ingest.BatchWriter} is the door; {@link io.conclave.persistence.ingest.Sink} says how
 * rows of a kind are written.
 */
@NullMarked
package io.conclave.persistence.ingest;

import org.jspecify.annotations.NullMarked;
