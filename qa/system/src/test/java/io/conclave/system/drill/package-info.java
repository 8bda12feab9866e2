/** What operators do when something is lost, done for real. */
@NullMarked
package io.conclave.system.drill;

import org.jspecify.annotations.NullMarked;
