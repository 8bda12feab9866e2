/**
 * What a run must look like afterwards, whatever was done to it meanwhile. The door is {@link
 * io.conclave.system.audit.Audit}: it reads the database by itself and asks no part of the engine.
 */
@NullMarked
package io.conclave.system.audit;

import org.jspecify.annotations.NullMarked;
