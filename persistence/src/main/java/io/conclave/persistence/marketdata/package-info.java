/**
 * Bars and trades in the table {@code market_data}: the truth that the tape of a live run is read from.
 *
 * <p>{@link io.conclave.persistence.marketdata.MarketDataWriter} puts them in,
 * {@link io.conclave.persistence.marketdata.MarketDataStore} reads them, and
 * {@link io.conclave.persistence.marketdata.Partitions} looks after the months they lie in.
 */
@NullMarked
package io.conclave.persistence.marketdata;

import org.jspecify.annotations.NullMarked;
