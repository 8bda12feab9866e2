/** Work that somebody asked for and that takes a while: what was asked, how far it is, what came out. */
@NullMarked
package io.conclave.persistence.jobs;

import org.jspecify.annotations.NullMarked;
