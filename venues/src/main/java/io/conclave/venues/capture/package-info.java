/** What a venue sent, line by line as it came: read, played again, and recorded. */
@NullMarked
package io.conclave.venues.capture;

import org.jspecify.annotations.NullMarked;
