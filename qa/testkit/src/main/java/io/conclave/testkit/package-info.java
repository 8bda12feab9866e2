/** What every test may lean on: real servers on free ports, owned by the test that started them. */
@NullMarked
package io.conclave.testkit;

import org.jspecify.annotations.NullMarked;
