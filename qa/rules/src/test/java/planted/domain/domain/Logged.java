package planted.domain.domain;

import org.slf4j.Logger;

/** A noun that drags a framework along. */
public record Logged(Logger log) {}
