/** What was compiled for this machine and travels on the class path. */
@NullMarked
package io.conclave.nativerisk.binary;

import org.jspecify.annotations.NullMarked;
