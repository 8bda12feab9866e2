/** How nodes find and trust each other, and what they must agree on before they share a run. */
@NullMarked
package io.conclave.app.cluster;

import org.jspecify.annotations.NullMarked;
