/** One run from its first bar to its report: begun, taken up again, replayed. */
@NullMarked
package io.conclave.app.session;

import org.jspecify.annotations.NullMarked;
