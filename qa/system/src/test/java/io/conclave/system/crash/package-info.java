/** What is done to a whole node at work, its servers, its feed and its children, and what must hold afterwards. */
@NullMarked
package io.conclave.system.crash;

import org.jspecify.annotations.NullMarked;
