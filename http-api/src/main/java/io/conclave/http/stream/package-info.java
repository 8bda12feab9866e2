/** The WebSocket stream: subscriptions, conflation, and what happens to a slow reader. */
@NullMarked
package io.conclave.http.stream;

import org.jspecify.annotations.NullMarked;
