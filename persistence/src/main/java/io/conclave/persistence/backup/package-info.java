/** The database in one file, and back. */
@NullMarked
package io.conclave.persistence.backup;

import org.jspecify.annotations.NullMarked;
