/** Order books rebuilt from what venues send, and the port every venue's rule stands behind. */
@NullMarked
package io.conclave.venues.marketdata;

import org.jspecify.annotations.NullMarked;
