package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Optional;

/**
 * A job and how far it is.
 *
 * @param kind {@code sweep} or {@code backtest}
 * @param status {@code queued}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param progress from 0 to 1
 * @param asked the request, as it was sent
 * @param fault why it failed, a sentence; absent unless it did
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record JobView(
        String id,
        String kind,
        String status,
        double progress,
        @JsonRawValue String asked,
        String askedBy,
        Instant createdAt,
        Instant changedAt,
        Optional<String> fault) {}
