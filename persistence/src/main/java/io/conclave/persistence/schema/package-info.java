/** The tables, how a database comes to have them, and who may do what with them. */
@NullMarked
package io.conclave.persistence.schema;

import org.jspecify.annotations.NullMarked;
