/** A run shown over REST, stream and page: the API's ports answered from read models, tape and entities. */
@NullMarked
package io.conclave.app.web;

import org.jspecify.annotations.NullMarked;
