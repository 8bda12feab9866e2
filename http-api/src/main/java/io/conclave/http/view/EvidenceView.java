package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * Something an agent looked at. Its text came from outside: show it as text, never as markup.
 *
 * @param id as it stands in the decision hash
 * @param kind {@code news}, {@code backtest}, {@code bars} or {@code model}
 * @param title a headline, or what was computed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EvidenceView(
        String id, String kind, Optional<String> title, Optional<String> source, Optional<Instant> publishedAt) {}
