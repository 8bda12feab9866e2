/** The server's own certificate, for whoever has no proxy before it. */
@NullMarked
package io.conclave.http.tls;

import org.jspecify.annotations.NullMarked;
