package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;
import java.util.Optional;

/**
 * A print on the tape.
 *
 * @param quantity absent where the record kept prices alone
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TradeView(Instant at, Price price, Optional<Quantity> quantity) {}
