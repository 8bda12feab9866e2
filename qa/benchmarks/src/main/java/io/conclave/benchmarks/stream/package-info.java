/**
 * The stream under load: a server of the real thing, a floor beside it, and clients that read and do nothing else, each a
 * program of its own.
 */
@NullMarked
package io.conclave.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
