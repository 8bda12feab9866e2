package io.conclave.http.view;

import java.util.SortedMap;

/**
 * Whether the node can do its work.
 *
 * @param parts each part with {@code ok} or one sentence that says what is wrong
 */
public record ReadinessView(boolean ready, SortedMap<String, String> parts) {}
