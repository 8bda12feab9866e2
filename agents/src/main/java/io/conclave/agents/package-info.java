/**
 * The one protocol every agent speaks, and the market as agents may see it.
 *
 * <p>The rooms downstream know agents by this package alone; what an agent is made of stays in its own.
 */
@NullMarked
package io.conclave.agents;

import org.jspecify.annotations.NullMarked;
