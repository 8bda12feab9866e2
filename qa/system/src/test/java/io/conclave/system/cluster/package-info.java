/** Nodes on hosts of their own, and what can happen to them. */
@NullMarked
package io.conclave.system.cluster;

import org.jspecify.annotations.NullMarked;
