/** Helpers that the tests of this room share. */
@NullMarked
package io.conclave.persistence;

import org.jspecify.annotations.NullMarked;
