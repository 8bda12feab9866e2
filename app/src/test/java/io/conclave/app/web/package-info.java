/** A real run, seen through the page's front door. */
@NullMarked
package io.conclave.app.web;

import org.jspecify.annotations.NullMarked;
