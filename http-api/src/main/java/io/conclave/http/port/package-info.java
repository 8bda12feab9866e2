/** What the API asks of the engine: small interfaces that the application answers from read models and live feeds. */
@NullMarked
package io.conclave.http.port;

import org.jspecify.annotations.NullMarked;
