package io.conclave.persistence.tape;

import io.conclave.persistence.tape.BadInput.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Where bytes come from, plain or gzipped; can be opened more than once. */
interface Source {
    /** As people know it; stands before every complaint. */
    String name();

    InputStream bytes() throws IOException;

    /** A file of the user's, checked for what can be said before it is opened. */
    static Source of(Path file) {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new BadInput(Fault.UNREADABLE, name, 0, "there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new BadInput(Fault.UNREADABLE, name, 0, "this is a folder, not a file");
        }
        if (!Files.isReadable(file)) {
            throw new BadInput(Fault.UNREADABLE, name, 0, "this file may not be read by you");
        }
        return new Source() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream bytes() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    /** The text, unpacked if its first two bytes say it is gzipped; its name does not matter. */
    default InputStream text() throws IOException {
        var raw = new BufferedInputStream(bytes(), 1 << 16);
        raw.mark(2);
        boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return gzipped ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
