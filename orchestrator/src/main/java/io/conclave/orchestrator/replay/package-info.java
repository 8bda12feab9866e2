/** Takes every decision of a run again, from its journal alone, and compares. */
@NullMarked
package io.conclave.orchestrator.replay;

import org.jspecify.annotations.NullMarked;
