/** The nouns that flow through the engine, in plain Java: no framework, no I/O, no clock. */
@NullMarked
package io.conclave.domain;

import org.jspecify.annotations.NullMarked;
