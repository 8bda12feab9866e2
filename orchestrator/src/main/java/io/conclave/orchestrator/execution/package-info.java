/** From a proposal to fills: the desk that gates and sends orders, and the venues they are sent to. */
@NullMarked
package io.conclave.orchestrator.execution;

import org.jspecify.annotations.NullMarked;
