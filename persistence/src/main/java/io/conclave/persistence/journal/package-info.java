/** How events and snapshots are stored: under stable names, as JSON, in one JDBC journal that can be read without actors. */
@NullMarked
package io.conclave.persistence.journal;

import org.jspecify.annotations.NullMarked;
