@NullMarked
package io.conclave.http.security;

import org.jspecify.annotations.NullMarked;
