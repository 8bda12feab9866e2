/** Puts the rooms together and starts them. */
@NullMarked
package io.conclave.app.engine;

import org.jspecify.annotations.NullMarked;
