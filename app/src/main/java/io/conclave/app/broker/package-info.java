/** A broker behind a node's desk instead of the exchange on paper, and what must be there before an order costs real money. */
@NullMarked
package io.conclave.app.broker;

import org.jspecify.annotations.NullMarked;
