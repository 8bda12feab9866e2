@NullMarked
package io.conclave.http;

import org.jspecify.annotations.NullMarked;
