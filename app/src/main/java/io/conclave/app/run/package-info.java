/** A run on disk: its directory, its manifest, its lock. */
@NullMarked
package io.conclave.app.run;

import org.jspecify.annotations.NullMarked;
