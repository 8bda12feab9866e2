/** A WebSocket on the server's side, frame by frame: limits, signs of life, and an end with a reason. */
@NullMarked
package io.conclave.http.websocket;

import org.jspecify.annotations.NullMarked;
