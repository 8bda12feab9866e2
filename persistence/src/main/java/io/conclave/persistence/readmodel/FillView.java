package io.conclave.persistence.readmodel;

import io.conclave.domain.order.Fill;

/**
 * A fill, and whose it is.
 *
 * @param booked whether the ledger has it
 */
public record FillView(String account, Fill fill, boolean booked) {}
