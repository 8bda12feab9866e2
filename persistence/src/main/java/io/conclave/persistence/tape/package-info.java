/**
 * Files of recorded trades and bars, read into tapes.
 *
 * <p>{@link io.conclave.persistence.tape.TapeReader} is the door; what is wrong in a file comes out of it as a
 * {@link io.conclave.persistence.tape.BadInput} that names the line.
 */
@NullMarked
package io.conclave.persistence.tape;

import org.jspecify.annotations.NullMarked;
