/** Kraken's WebSocket v2: the snapshot comes in the stream, and every update carries a checksum of the best ten levels. */
@NullMarked
package io.conclave.venues.kraken;

import org.jspecify.annotations.NullMarked;
