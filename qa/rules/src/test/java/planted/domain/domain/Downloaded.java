package planted.domain.domain;

import java.nio.file.Path;

/** A noun that does input and output. */
public record Downloaded(Path file) {}
