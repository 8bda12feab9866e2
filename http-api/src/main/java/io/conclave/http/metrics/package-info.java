/** What the node counts and measures, in Prometheus' own text. */
@NullMarked
package io.conclave.http.metrics;

import org.jspecify.annotations.NullMarked;
