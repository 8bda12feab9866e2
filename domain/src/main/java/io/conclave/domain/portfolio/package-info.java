/** What an account owns: cash, positions with their cost, and what both are worth. */
@NullMarked
package io.conclave.domain.portfolio;

import org.jspecify.annotations.NullMarked;
