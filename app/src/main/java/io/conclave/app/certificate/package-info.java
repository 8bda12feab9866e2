/** An authority of one's own, for nodes that must know each other. */
@NullMarked
package io.conclave.app.certificate;

import org.jspecify.annotations.NullMarked;
