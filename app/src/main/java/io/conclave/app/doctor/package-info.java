/** Looks at the machine the engine is to run on, and says what to do about what it lacks. */
@NullMarked
package io.conclave.app.doctor;

import org.jspecify.annotations.NullMarked;
