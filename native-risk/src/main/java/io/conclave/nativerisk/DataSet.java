package io.conclave.nativerisk;

/**
 * Bars that are resident in one worker: they crossed once, requests name them. Closed, the worker gives them back; they
 * also go with the worker. A request that names a closed one, or one of another worker, is {@link WorkerFailure#REFUSED}.
 */
public final class DataSet implements BarSource, AutoCloseable {
    private final WorkerProcess owner;
    private final int handle;
    private final int size;

    DataSet(WorkerProcess owner, int handle, int size) {
        this.owner = owner;
        this.handle = handle;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    int handle() {
        return handle;
    }

    boolean isOf(WorkerProcess worker) {
        return owner == worker;
    }

    /** Does not wait, and may be called while the worker serves something else. */
    @Override
    public void close() {
        owner.drop(this);
    }
}
