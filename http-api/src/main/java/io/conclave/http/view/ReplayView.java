package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.vote.DecisionId;
import java.util.Optional;

/**
 * A decision taken again from the votes that the journal holds.
 *
 * @param equal whether it, and each before it on its instrument, comes to the same
 * @param decisions how many were taken again: what an agent's word weighs follows from all before
 * @param hash the link of the chain that the journal has
 * @param difference the first decision that came out otherwise, and in what; absent when none did
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ReplayView(DecisionId decision, boolean equal, int decisions, String hash, Optional<String> difference) {}
