/** The API for Java programs. It knows HTTP, JSON and the stream, and nothing of the engine. */
@NullMarked
package io.conclave.client;

import org.jspecify.annotations.NullMarked;
