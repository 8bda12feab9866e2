/**
 * The bus: streams of items between processes, on Redis or within this one. Transport only: what must not be lost is in
 * the database before it is acknowledged here. {@link io.conclave.persistence.streams.Bus} is the door.
 */
@NullMarked
package io.conclave.persistence.streams;

import org.jspecify.annotations.NullMarked;
