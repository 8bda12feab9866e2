package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the run is.
 *
 * @param mode {@code paper} or {@code live}
 * @param state {@code starting}, {@code running}, {@code finished}, {@code halted} or {@code failed}
 * @param round rounds settled so far
 * @param rounds how many there will be; absent when nobody can know
 * @param asOf the moment the last settled round decided at
 * @param decisionHash of the run so far, hexadecimal
 * @param remark one plain sentence when there is something to say, such as that no edge was found after costs
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RunView(
        String id,
        String mode,
        String state,
        Symbol symbol,
        long round,
        Optional<Long> rounds,
        Optional<Instant> asOf,
        Optional<String> decisionHash,
        Optional<String> remark) {}
