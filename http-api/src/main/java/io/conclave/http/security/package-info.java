/** Who is let in, to do what, how often; and what is written down of it. */
@NullMarked
package io.conclave.http.security;

import org.jspecify.annotations.NullMarked;
