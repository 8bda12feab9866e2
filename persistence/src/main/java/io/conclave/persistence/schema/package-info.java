/** The tables: journal, snapshots, projection offsets, read models, news. */
@NullMarked
package io.conclave.persistence.schema;

import org.jspecify.annotations.NullMarked;
