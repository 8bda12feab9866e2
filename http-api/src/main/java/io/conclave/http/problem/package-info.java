/** What went wrong, as every answer says it. */
@NullMarked
package io.conclave.http.problem;

import org.jspecify.annotations.NullMarked;
