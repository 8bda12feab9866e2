/** A node: one run that follows a market for as long as it goes on, on the servers or on what is embedded. */
@NullMarked
package io.conclave.app.node;

import org.jspecify.annotations.NullMarked;
