/** What the command line offers, a file a command. */
@NullMarked
package io.conclave.app.command;

import org.jspecify.annotations.NullMarked;
