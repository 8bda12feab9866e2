package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether trading is halted, and whose word made it so.
 *
 * @param reason why it was halted or let go on last; absent with the others if it never was
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KillSwitchView(boolean halted, Optional<String> reason, Optional<String> actor, Optional<Instant> at) {}
