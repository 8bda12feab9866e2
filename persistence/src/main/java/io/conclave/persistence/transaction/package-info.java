/** Short transactions away from the actors' threads. */
@NullMarked
package io.conclave.persistence.transaction;

import org.jspecify.annotations.NullMarked;
