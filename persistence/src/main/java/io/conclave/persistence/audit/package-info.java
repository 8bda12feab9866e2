/** Who changed what, or tried to: a trail that is only added to. */
@NullMarked
package io.conclave.persistence.audit;

import org.jspecify.annotations.NullMarked;
