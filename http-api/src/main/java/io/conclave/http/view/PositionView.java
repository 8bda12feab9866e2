package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Optional;

/**
 * What is held of one instrument.
 *
 * @param quantity negative when short
 * @param averagePrice of the lots still open, first in first out; absent when flat
 * @param mark the last price seen
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PositionView(
        Symbol symbol,
        Quantity quantity,
        Optional<Price> averagePrice,
        Optional<Price> mark,
        Money value,
        Money realised,
        Money unrealised) {}
