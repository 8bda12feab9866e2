/** Questions about runs that are answered from the read models: history for the API, reports and explanations. */
@NullMarked
package io.conclave.persistence.readmodel;

import org.jspecify.annotations.NullMarked;
