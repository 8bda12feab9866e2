package io.conclave.persistence.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.conclave.agents.Journaled;
import java.io.IOException;
import java.util.Arrays;

/** Events and snapshots to stored bytes and back: a name beside UTF-8 JSON. */
final class JournalCodec {
    private JournalCodec() {}

    static byte[] write(Journaled event) {
        try {
            return JournalJson.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A " + EventNames.nameOf(event.getClass()) + " cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * @throws UnreadableEventException if the name is not known here, or the bytes are not what it stands for
     */
    static Journaled read(String name, byte[] json) {
        var type = EventNames.typeOf(name)
                .orElseThrow(() -> new UnreadableEventException(
                        "The journal holds a \"" + name + "\", which this version of Conclave does not know: "
                                + "run the version that wrote it, or a newer one",
                        null));
        try {
            return JournalJson.mapper().readValue(json, type);
        } catch (IOException e) {
            throw new UnreadableEventException(
                    "A stored " + name + " of " + json.length + " bytes (hash "
                            + Integer.toHexString(Arrays.hashCode(json)) + ") cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
