/** What a PostgreSQL server must be before anything is written to it, and the sentence that says what it is not. */
@NullMarked
package io.conclave.persistence.preflight;

import org.jspecify.annotations.NullMarked;
