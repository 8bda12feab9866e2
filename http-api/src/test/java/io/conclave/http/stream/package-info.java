@NullMarked
package io.conclave.http.stream;

import org.jspecify.annotations.NullMarked;
