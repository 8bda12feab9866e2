@NullMarked
package io.conclave.orchestrator.stage;

import org.jspecify.annotations.NullMarked;
