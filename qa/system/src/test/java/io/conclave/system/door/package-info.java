/** The script at the root: what it finds, builds and says, tried on a house of paper. */
@NullMarked
package io.conclave.system.door;

import org.jspecify.annotations.NullMarked;
