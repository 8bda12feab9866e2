/** What is stored, and how it is read again. */
@NullMarked
package io.conclave.persistence;

import org.jspecify.annotations.NullMarked;
