/**
 * How a market comes in: items of the streams {@code bars}, {@code trades} and {@code news} are stored, acknowledged, and
 * put on the tape that a run follows.
 *
 * <p>{@link io.conclave.persistence.feed.Market} is the door of a node, {@link io.conclave.persistence.feed.Player} that of
 * a process which publishes a recording. What the items look like: docs/protocols/bus.md.
 */
@NullMarked
package io.conclave.persistence.feed;

import org.jspecify.annotations.NullMarked;
