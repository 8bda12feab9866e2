/** A node as users start it, on what is embedded and on servers, with its feed in another process. */
@NullMarked
package io.conclave.system.node;

import org.jspecify.annotations.NullMarked;
