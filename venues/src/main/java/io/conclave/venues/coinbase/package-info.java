/** Coinbase: the snapshot comes in the stream; the newer channel counts its messages, the older one does not. */
@NullMarked
package io.conclave.venues.coinbase;

import org.jspecify.annotations.NullMarked;
