/** Whether time is the market's own or the wall's. */
@NullMarked
package io.conclave.orchestrator.pace;

import org.jspecify.annotations.NullMarked;
