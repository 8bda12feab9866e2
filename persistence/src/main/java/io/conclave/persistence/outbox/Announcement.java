package io.conclave.persistence.outbox;

import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.StreamName;

/** What goes out, and where. */
record Announcement(StreamName stream, Item item) {}
