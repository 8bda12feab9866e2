package io.conclave.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the kernels do beside the machine's limits, plain code and a library that people use. */
final class NativeMeasures implements Bench.Measures {
    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        return new ArrayList<>();
    }
}
