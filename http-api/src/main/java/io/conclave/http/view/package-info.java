/** What the API shows, as it shows it: one record for each JSON object. */
@NullMarked
package io.conclave.http.view;

import org.jspecify.annotations.NullMarked;
