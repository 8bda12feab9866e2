/** News in SQL: what the Analyst may know as of a moment, the same on every store. */
@NullMarked
package io.conclave.persistence.news;

import org.jspecify.annotations.NullMarked;
