package io.conclave.persistence.readmodel;

import io.conclave.domain.order.Order;

/** An order as far as it has come, and whose it is. */
public record OrderView(String account, Order order) {}
