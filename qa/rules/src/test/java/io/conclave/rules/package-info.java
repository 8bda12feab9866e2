/** Promises of the architecture, kept by the build; each is also seen to fail on planted code that breaks it. */
@NullMarked
package io.conclave.rules;

import org.jspecify.annotations.NullMarked;
