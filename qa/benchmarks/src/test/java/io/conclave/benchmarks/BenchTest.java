package io.conclave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchTest {
    private static final Machine MACHINE = new Machine("Some Processor", 2, "avx512", 0.4, "25.0.3");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @Test
    void anUnknownBenchIsWrongUsageAndTheListOfThemIsTold() {
        assertThat(bench("nope")).isEqualTo(2);
        assertThat(complained.toString())
                .contains(
                        "There is no bench \"nope\"",
                        "native, ipc, book, journal, bus, stream, consensus, cluster, all");
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatIsNotAskedForIsNotMeasured() throws Exception {
        var taken = new ArrayList<String>();
        var benches = Map.of("some", List.of(part(taken, "a.fast", "a.slow"), part(taken, "b.fast"), part(taken, "c")));

        assertThat(bench(benches, "some", "--only", "fast", "--json")).isZero();

        assertThat(taken).containsExactly("a.fast", "a.slow", "b.fast");
        assertThat(new ObjectMapper().readTree(said.toByteArray()).findValuesAsText("name"))
                .containsExactly("a.fast", "b.fast");
    }

    @Test
    void aFigureThatNobodyMeasuresIsWrongUsageAndTheListOfThemIsTold() {
        assertThat(bench("journal", "--only", "bar_to_nothing")).isEqualTo(2);
        assertThat(complained.toString())
                .contains("No figure has \"bar_to_nothing\" in its name", "journal.bar_to_intent.p50_ms");
    }

    private static Bench.Part part(List<String> taken, String... names) {
        return new Bench.Part(
                List.of(names),
                (program, progress) -> Stream.of(names)
                        .peek(taken::add)
                        .map(name -> Result.of(name, "ms", List.of(1.0)))
                        .toList());
    }

    @Test
    void aReportHasTheShapeThatChecksLookFor() throws Exception {
        var result = Result.of("sweep.f64.limit_fraction", "ratio", List.of(0.7, 0.78, 0.76))
                .beside("measured vector-issue limit", List.of(5.5))
                .toBe(Target.atLeast(0.70));
        var report = Report.of("native", Instant.parse("2026-11-22T12:00:00Z"), MACHINE, List.of(result));

        var told = new ObjectMapper().valueToTree(report);

        assertThat(told).isEqualTo(new ObjectMapper().readTree("""
            {"bench":"native","at":"2026-11-22T12:00:00Z",
             "machine":{"cpu":"Some Processor","cores":2,"isa":"avx512","loadavg":0.4,"jdk":"25.0.3"},
             "results":[{"name":"sweep.f64.limit_fraction","value":0.76,"unit":"ratio","samples":[0.7,0.78,0.76],
               "peer":"measured vector-issue limit","peerValue":5.5,"target":">= 0.70","holds":true}]}\
            """));
    }

    @Test
    void aTargetMissedIsSaidToPeopleToo() {
        var result = Result.of("x", "ratio", List.of(1.0)).toBe(Target.atLeast(2));

        assertThat(Report.of("native", Instant.EPOCH, MACHINE, List.of(result)).table())
                .contains(">= 2", "FAILS")
                .doesNotContain("holds");
    }

    @Test
    void theMiddleSampleCountsAndWhatIsNoNumberHoldsNothing() {
        assertThat(Median.of(List.of(5.0, 1.0, 3.0))).isEqualTo(3.0);
        assertThat(Median.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Target.atLeast(0.7).holds(0.7)).isTrue();
        assertThat(Target.atLeast(0.7).holds(Double.NaN)).isFalse();
        assertThat(Target.below(1).holds(1)).isFalse();
        assertThat(Target.atMost(1.5)).hasToString("<= 1.50");
    }

    @Test
    void aQuantileIsTheSmallestSampleThatTheShareDoesNotExceed() {
        assertThat(Quantile.of(List.of(4.0, 1.0, 3.0, 2.0), 0.5)).isEqualTo(2.0);
        assertThat(Quantile.of(List.of(4.0, 1.0, 3.0, 2.0), 0.99)).isEqualTo(4.0);
        assertThat(Quantile.of(List.of(7.0), 0.5)).isEqualTo(7.0);
    }

    @Test
    void aProcessorIsToldByItsFlags() {
        assertThat(Machine.of("model name\t: A\nflags\t\t: fpu avx2 fma bmi1 bmi2 abm\n", "0.40 0.1 0.2 1/2 3"))
                .returns("A", Machine::cpu)
                .returns("avx2", Machine::isa)
                .returns(0.4, Machine::loadavg);
        assertThat(Machine.of("flags\t\t: fpu\n", "1 1 1 1/2 3").isa()).isEqualTo("scalar");
    }

    @Test
    void theProgramAnswersInFiguresAndRefusesInASentence() {
        try (var program = BenchProgram.open()) {
            assertThat(program.ask("pipe 64 100").byName()).containsOnlyKeys("p50_ns", "p99_ns");
            assertThatThrownBy(() -> program.ask("dance"))
                    .isInstanceOf(NotMeasuredException.class)
                    .hasMessageContaining("there is no command \"dance\"");
        }
    }

    @Test
    void bulkIsMeasuredOnlyIfTheChildSawTheBars() {
        try (var program = BenchProgram.open();
                var bulk = Bulk.open(program)) {
            assertThat(List.of(bulk.throughThePipe(), bulk.copiedIntoSharedMemory(), bulk.lyingInSharedMemory()))
                    .allSatisfy(nanos -> assertThat(nanos).isPositive());
        }
    }

    private int bench(String... words) {
        return bench(Bench.benches(), words);
    }

    private int bench(Map<String, List<Bench.Part>> benches, String... words) {
        return Bench.commandLine(benches, new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(words);
    }
}
