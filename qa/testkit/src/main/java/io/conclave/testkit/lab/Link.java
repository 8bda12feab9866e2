package io.conclave.testkit.lab;

import io.conclave.testkit.Host;

/** The way of packets from one host to another, which is not the way back. */
public record Link(Host from, Host to) {
    public Link {
        if (from.equals(to)) {
            throw new IllegalArgumentException("A host has no link to itself: " + from);
        }
    }
}
