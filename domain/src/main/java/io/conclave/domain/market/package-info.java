/** What is traded, and what the market said: instruments, trades, bars, quotes. */
@NullMarked
package io.conclave.domain.market;

import org.jspecify.annotations.NullMarked;
