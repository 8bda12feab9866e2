/** The engine over HTTP: one server, a route file for each subject, and the page. */
@NullMarked
package io.conclave.http;

import org.jspecify.annotations.NullMarked;
