package io.conclave.nativerisk;

/**
 * Is told how far a request is, at most every 100 ms, on the thread that hears the child: be brief, and ask the worker
 * nothing that waits. {@link Worker#cancel()} does not.
 */
@FunctionalInterface
public interface Progress {
    Progress IGNORED = (done, total) -> {};

    /**
     * @param done units of work finished; more than told before, at most {@code total}
     * @param total units of work in all; the same in every call
     */
    void at(long done, long total);
}
