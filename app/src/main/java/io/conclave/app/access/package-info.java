/** Where keys, trail and remembered answers are kept, and how the API reaches them. */
@NullMarked
package io.conclave.app.access;

import org.jspecify.annotations.NullMarked;
