package io.conclave.persistence.journal;

import io.conclave.agents.Journaled;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Pekko's way to the journal's format; bound to {@link Journaled} in this room's {@code reference.conf}. */
public final class JournalSerializer extends SerializerWithStringManifest {
    /** Stored beside every event: never to change. */
    static final int IDENTIFIER = 20_131_125;

    @SuppressWarnings("unused") // Pekko asks for this shape
    public JournalSerializer(ExtendedActorSystem system) {}

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        return EventNames.nameOf(event.getClass());
    }

    @Override
    public byte[] toBinary(Object event) {
        return JournalCodec.write((Journaled) event);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return JournalCodec.read(manifest, bytes);
    }
}
