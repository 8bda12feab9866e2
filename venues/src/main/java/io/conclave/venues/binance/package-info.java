/** Binance, spot and USD-margined futures: differences chained by number, spliced onto a snapshot by REST. */
@NullMarked
package io.conclave.venues.binance;

import org.jspecify.annotations.NullMarked;
