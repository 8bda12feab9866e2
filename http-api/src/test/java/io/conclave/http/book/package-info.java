@NullMarked
package io.conclave.http.book;

import org.jspecify.annotations.NullMarked;
