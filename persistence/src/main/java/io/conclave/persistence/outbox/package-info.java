/**
 * The journal as an outbox: what it holds of rounds and orders goes out on the bus, each at least once and always under the
 * same id. Nothing is published that is not journalled, and nothing journalled is forgotten while the bus is away.
 */
@NullMarked
package io.conclave.persistence.outbox;

import org.jspecify.annotations.NullMarked;
