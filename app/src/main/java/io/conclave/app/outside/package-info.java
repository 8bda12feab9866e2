/** Lets agents in other processes take part: they join the federation, and their votes come in over the bus. */
@NullMarked
package io.conclave.app.outside;

import org.jspecify.annotations.NullMarked;
