/** Several hosts on one machine, and all that can go wrong between them. */
@NullMarked
package io.conclave.testkit.lab;

import org.jspecify.annotations.NullMarked;
