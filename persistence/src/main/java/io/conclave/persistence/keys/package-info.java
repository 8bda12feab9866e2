/** Who may call the API: keys, of which only a digest is kept. */
@NullMarked
package io.conclave.persistence.keys;

import org.jspecify.annotations.NullMarked;
