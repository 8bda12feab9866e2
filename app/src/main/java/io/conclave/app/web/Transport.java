package io.conclave.app.web;

import io.conclave.persistence.streams.Bus;
import java.util.function.LongSupplier;

/**
 * What takes a run's words to other processes, as far as it is watched.
 *
 * @param unpublished events of the run that the bus may not have yet; costs nothing to ask
 */
public record Transport(Bus bus, LongSupplier unpublished) {}
