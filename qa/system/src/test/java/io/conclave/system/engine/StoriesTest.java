package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked about a run afterwards, and how a question that has no answer is answered. */
class StoriesTest {
    private final TheWeek week = TheWeek.played();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aDecisionThatTradedIsToldFromQuestionToOutcome() {
        var traded = traded();

        var told = week.place()
                .run(
                        "explain",
                        traded.required("decision").textValue(),
                        "--run",
                        week.runWithoutCosts().toString());

        assertThat(told.exitCode()).isZero();
        assertThat(told.stdout())
                .contains(traded.required("decision").textValue())
                .contains("analyst")
                .contains("quant")
                .contains("risk")
                .contains(traded.required("stance").textValue())
                .contains(traded.at("/fills/0/price").textValue());
    }

    @Test
    void theStoryIsAlsoThereAsJson() {
        var traded = traded();

        assertThat(traded.required("votes")).hasSize(3);
        assertThat(traded.required("votes")).allSatisfy(vote -> {
            assertThat(vote.required("evidence")).isNotEmpty();
            assertThat(vote.required("model").textValue()).isNotBlank();
        });
        assertThat(sum(traded.required("forecast"))).isBetween(0.999999, 1.000001);
        assertThat(traded.required("orders")).isNotEmpty();
        assertThat(traded.required("fills")).isNotEmpty();
        assertThat(traded.required("fills").get(0).required("order"))
                .isEqualTo(traded.required("orders").get(0).required("id"));
        assertThat(traded.required("link").textValue()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC-USD@17", "ETH-USD@1385913600000000000", "yesterday"})
    void aDecisionThatIsNotThereIsWrongUsage(String decision) {
        isWrongUsage(week.place().run("explain", decision));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain --run nobody",
                "replay nobody",
                "replay --config nowhere.conf",
                "doctor --config nowhere.conf"
            })
    void whatIsNotThereIsWrongUsage(String command) {
        isWrongUsage(week.place().run(command.split(" ")));
    }

    @Test
    void withoutARunThereIsNothingToReplay() {
        var ended = Workplace.in(folder).run("replay");

        isWrongUsage(ended);
        assertThat(ended.stderr()).contains("./conclave demo");
    }

    @Test
    void theDoctorFindsThisMachineFit() {
        var ended = week.place().run("doctor", "--json");

        assertThat(ended.exitCode()).as(ended.stdout()).isZero();
        assertThat(ended.json()).hasSizeGreaterThan(3);
    }

    @Test
    void theDoctorSaysWhenTheWorkerIsMissing() {
        var ended = week.place()
                .with("conclave.backtest.binary", folder.resolve("nowhere"))
                .run("doctor");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stdout()).contains("nowhere");
    }

    @Test
    void aWorkerThatIsNotConfinedIsRefusedWhereItMustBe() throws IOException {
        var child = Files.writeString(
                folder.resolve("child.sh"),
                "#!/bin/sh\nexec "
                        + ProjectRoot.path().resolve("native-risk/target/native/release/conclave-liar")
                        + " is-not-confined\n");
        assertThat(child.toFile().setExecutable(true)).isTrue();
        var place = Workplace.in(folder)
                .with("conclave.backtest.binary", child)
                .with("conclave.native-risk.sandbox", "required");

        var refused = place.run("demo", "--headless", "--json");
        var looked = place.run("doctor");

        assertThat(refused.exitCode()).as(refused.stderr()).isEqualTo(3);
        assertThat(refused.stdout()).isEmpty();
        assertThat(refused.stderr().lines().toList().getLast())
                .startsWith("conclave: The backtest worker's sandbox is required, and not in force is: ")
                .contains("files (Landlock)", "system calls (seccomp)", "./conclave doctor");
        assertThat(place.runs()).isEmpty();
        assertThat(looked.exitCode()).isEqualTo(1);
        assertThat(looked.stdout()).contains("ILL    sandbox, files (Landlock): not in force, and required; ");
    }

    @Test
    void ctrlCEndsTheDemoAsInterrupted() {
        var place = Workplace.in(folder).sharingModelsOf(week.place()).with("conclave.terminal", true);
        try (var engine = place.start("demo", "--headless", "--json")) {
            engine.awaitRound(5);
            long struck = System.nanoTime();
            var ended = engine.signal("INT").await();
            var took = Duration.ofNanos(System.nanoTime() - struck);

            assertThat(ended.exitCode()).isEqualTo(130);
            assertThat(took).as("nothing waits for a timeout").isLessThan(Duration.ofSeconds(8));
            assertThat(ended.stdout()).isEmpty();
            assertThat(Processes.workersOf(engine.pid())).isEmpty();
            assertThat(Processes.sharedMemoryOf(engine.pid())).isEmpty();
        }
    }

    /** The newest decision of the run without costs that traded, as JSON. */
    private JsonNode traded() {
        return week.place()
                .run("explain", "--run", week.runWithoutCosts().toString(), "--json")
                .report();
    }

    private static void isWrongUsage(Ended ended) {
        assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).startsWith("conclave: ").hasLineCount(1);
    }

    private static double sum(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .sum();
    }
}
