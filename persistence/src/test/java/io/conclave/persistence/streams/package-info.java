@NullMarked
package io.conclave.persistence.streams;

import org.jspecify.annotations.NullMarked;
