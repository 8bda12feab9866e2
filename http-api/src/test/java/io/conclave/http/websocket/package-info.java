@NullMarked
package io.conclave.http.websocket;

import org.jspecify.annotations.NullMarked;
