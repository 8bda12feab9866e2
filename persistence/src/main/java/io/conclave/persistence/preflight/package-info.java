/** What the servers must be before anything is written to them, and the sentence that says what they are not. */
@NullMarked
package io.conclave.persistence.preflight;

import org.jspecify.annotations.NullMarked;
