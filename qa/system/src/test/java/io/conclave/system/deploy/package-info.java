/** What brings the engine to machines of others: Terraform, and what stands on such a machine. */
@NullMarked
package io.conclave.system.deploy;

import org.jspecify.annotations.NullMarked;
