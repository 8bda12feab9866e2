/** The engine as it is deployed: images, the stack of containers, Terraform, and the machine that is just big enough for it. */
@NullMarked
package io.conclave.system.deploy;

import org.jspecify.annotations.NullMarked;
