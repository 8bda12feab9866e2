/** Who may send an account's orders: the trading gate in SQL, its own short transactions on its own connections. */
@NullMarked
package io.conclave.persistence.gate;

import org.jspecify.annotations.NullMarked;
