/** Many people's orders at once, over the API of a whole node, held against every limit of the account. */
@NullMarked
package io.conclave.system.storm;

import org.jspecify.annotations.NullMarked;
