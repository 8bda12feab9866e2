package io.conclave.client;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What is held of one instrument.
 *
 * @param quantity negative when short
 * @param averagePrice of what is held; absent when flat
 * @param mark the last price seen
 */
public record Position(
        String symbol,
        BigDecimal quantity,
        Optional<BigDecimal> averagePrice,
        Optional<BigDecimal> mark,
        BigDecimal value,
        BigDecimal realised,
        BigDecimal unrealised) {}
