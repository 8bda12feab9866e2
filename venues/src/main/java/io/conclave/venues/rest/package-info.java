/** A broker that is reached by REST in Alpaca's manner, behind the orchestrator's port for venues. */
@NullMarked
package io.conclave.venues.rest;

import org.jspecify.annotations.NullMarked;
