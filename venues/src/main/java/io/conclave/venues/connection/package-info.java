/** Connections to venues' market data: calls, hears, notices silence, mends, within each venue's limits. */
@NullMarked
package io.conclave.venues.connection;

import org.jspecify.annotations.NullMarked;
