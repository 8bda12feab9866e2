/** How this process writes its log. */
@NullMarked
package io.conclave.app.logging;

import org.jspecify.annotations.NullMarked;
