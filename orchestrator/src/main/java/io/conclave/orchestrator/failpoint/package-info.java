/** Named places at which a process can be made to die, so that what a crash there leaves behind can be looked at. */
@NullMarked
package io.conclave.orchestrator.failpoint;

import org.jspecify.annotations.NullMarked;
