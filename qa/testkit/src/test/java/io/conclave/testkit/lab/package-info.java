@NullMarked
package io.conclave.testkit.lab;

import org.jspecify.annotations.NullMarked;
