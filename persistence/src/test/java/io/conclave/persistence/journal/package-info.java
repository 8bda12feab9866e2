@NullMarked
package io.conclave.persistence.journal;

import org.jspecify.annotations.NullMarked;
