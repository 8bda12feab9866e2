/** Servers of one's own, and servers that are not fit. */
@NullMarked
package io.conclave.system.services;

import org.jspecify.annotations.NullMarked;
