/** A broker or exchange that speaks FIX 4.4, behind the orchestrator's port for venues. */
@NullMarked
package io.conclave.venues.fix;

import org.jspecify.annotations.NullMarked;
