/** What drives a recorded market through the engine, step by step, and picks up where it was. */
@NullMarked
package io.conclave.orchestrator.session;

import org.jspecify.annotations.NullMarked;
