/** The whole engine as users start it: real processes on real data, killed, cut off, fed with rubbish, and compared. */
@NullMarked
package io.conclave.system.engine;

import org.jspecify.annotations.NullMarked;
