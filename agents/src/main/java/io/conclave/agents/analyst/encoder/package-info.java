/**
 * Text to vector: MiniLM-L6-v2 in eight bits, in this process.
 *
 * <p>{@link io.conclave.agents.analyst.encoder.SentenceEncoder} is the door; how words become tokens and where the
 * weights lie is nobody else's business.
 */
@NullMarked
package io.conclave.agents.analyst.encoder;

import org.jspecify.annotations.NullMarked;
