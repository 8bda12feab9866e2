/** Who may do what with the engine. */
@NullMarked
package io.conclave.domain.access;

import org.jspecify.annotations.NullMarked;
