/** Brokers on this machine that behave as the documents of true ones say, and fail as brokers do. */
@NullMarked
package io.conclave.testkit.broker;

import org.jspecify.annotations.NullMarked;
