/** The order book as a stream sends it: states, differences between them, and the checksum a reader checks. */
@NullMarked
package io.conclave.http.book;

import org.jspecify.annotations.NullMarked;
