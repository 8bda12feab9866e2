package io.conclave.system.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    /** What the tests need beside a compiler. */
    private static final String[] TESTERS = {
        "clang",
        "clang++",
        "clang-format",
        "chromium",
        "chromedriver",
        "redis-server",
        "faketime",
        "node",
        "tsc",
        "ip",
        "iptables",
        "containerd",
        "runc",
        "mmdebstrap",
        "tini",
        "shellcheck",
        "promtool"
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PaperHouse house;

    @BeforeEach
    void setUp() throws IOException {
        house = new PaperHouse(folder);
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        Path mine = house.jdk(folder.resolve("mine"), "25.0.1");
        house.jdk(folder.resolve("jvm/other"), "25.0.3");
        house.with("JAVA_HOME", mine.toString());

        assertThat(house.run("demo").stdout()).startsWith("java of " + mine + "\n");
    }

    @Test
    void aJavaHomeOfAnotherVersionIsPassedOver() throws Exception {
        house.with("JAVA_HOME", house.jdk(folder.resolve("old"), "17.0.15").toString());
        house.jdk(folder.resolve("jvm/a-newer"), "26");
        Path right = house.jdk(folder.resolve("jvm/b-right"), "25");

        assertThat(house.run("demo").stdout()).startsWith("java of " + right + "\n");
    }

    @Test
    void theJavaOnThePathIsTheLastResort() throws Exception {
        Path hidden = house.jdk(folder.resolve("hidden"), "25.0.3");
        house.onPath(hidden.resolve("bin/java"));

        assertThat(house.run("demo").stdout()).startsWith("java of " + hidden + "\n");
    }

    @Test
    void withoutAJdkItSaysHowToGetOne() throws Exception {
        house.jdk(folder.resolve("jvm/old"), "2.5");

        var outcome = house.run("demo");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr())
                .startsWith("conclave: needs a JDK 25 and found none: install one (https://adoptium.net/")
                .hasLineCount(1);
    }

    @Test
    void withoutMavenItSaysHowToGetIt() throws Exception {
        aJdk();
        house.without("mvn");

        var outcome = house.run("demo");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("found no mvn on the PATH: install it");
    }

    @Test
    void whatIsBuiltIsNotBuiltAgain() throws Exception {
        aJdk();

        house.run("demo");
        house.run("demo");

        assertThat(house.mavenCalls()).hasSize(1);
    }

    @Test
    void aChangedSourceIsBuilt() throws Exception {
        aJdk();
        house.run("demo");
        house.touchLater("app/src/main/java/Main.java");

        house.run("demo");

        assertThat(house.mavenCalls()).hasSize(2);
    }

    @Test
    void aSourceTakenAwayIsBuiltToo() throws Exception {
        aJdk();
        house.run("demo");
        Files.delete(house.root().resolve("app/src/main/java/Main.java"));
        house.touchLater("app/src/main/java");

        house.run("demo");

        assertThat(house.mavenCalls()).hasSize(2);
    }

    @Test
    void aTestChangedDoesNotHoldUpTheEngine() throws Exception {
        aJdk();
        Files.createDirectories(house.root().resolve("app/src/test"));
        Files.writeString(house.root().resolve("app/src/test/SomeTest.java"), "class SomeTest {}");
        house.run("demo");
        house.touchLater("app/src/test/SomeTest.java");

        house.run("demo");

        assertThat(house.mavenCalls()).hasSize(1);
    }

    @Test
    void aFailedBuildIsShownAndTriedAgain() throws Exception {
        aJdk();
        house.maven("echo '[INFO] fine so far'; echo '[ERROR] Main.java:[3,5] cannot find symbol'; exit 1");

        var outcome = house.run("demo");
        house.run("demo");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr())
                .contains("[ERROR] Main.java:[3,5] cannot find symbol\n")
                .doesNotContain("fine so far")
                .endsWith("and the whole log in " + house.root() + "/target/build.log\n");
        assertThat(house.mavenCalls()).hasSize(2);
    }

    @Test
    void progressGoesToStderr() throws Exception {
        aJdk();

        var outcome = house.run("demo");

        assertThat(outcome.stderr()).contains("  [2/2] conclave-app\n");
        assertThat(outcome.stdout()).startsWith("java of ");
    }

    @Test
    void argumentsAndExitCodePassThrough() throws Exception {
        aJdk();

        var outcome = house.run("backtest", "--data", "a file.csv", "--json");

        assertThat(outcome.stdout()).endsWith("io.conclave.app.Conclave\nbacktest\n--data\na file.csv\n--json\n");
        assertThat(outcome.exitCode()).isEqualTo(7);
    }

    @Test
    void mavenIsGivenWhatTheEnvironmentSays() throws Exception {
        aJdk();
        house.with("CONCLAVE_MAVEN_ARGS", "-Dmaven.repo.local=elsewhere -o");

        house.run("demo");

        assertThat(house.mavenCalls()).singleElement().asString().contains(" -Dmaven.repo.local=elsewhere -o ");
    }

    @Test
    void theDemoStaysWithinItsMemory() throws Exception {
        aJdk();

        assertThat(house.run("demo").stdout()).contains("\n-Xmx112m\n").contains("\n-XX:+UseSerialGC\n");
        assertThat(house.with("CONCLAVE_HEAP", "1g").run("demo").stdout()).contains("\n-Xmx1g\n");
    }

    @Test
    void ourJarsComeBeforeTheirLibrariesSoThatOurSettingsOverruleTheirs() throws Exception {
        aJdk();
        var lib = Files.createDirectories(house.root().resolve("app/target/lib"));
        Files.createFile(lib.resolve("a-library.jar"));
        Files.createFile(lib.resolve("conclave-http-api.jar"));

        assertThat(house.run("demo").stdout())
                .contains("conclave-app.jar:" + lib.resolve("conclave-http-api.jar") + ":" + lib.resolve("*") + "\n");
    }

    @Test
    void aMissingCompilerIsNamedBeforeAnythingIsBuilt() throws Exception {
        aJdk();
        house.without("cmake");

        var outcome = house.run("demo");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr())
                .startsWith("conclave: builds its C++ worker and found no cmake on the PATH: install it")
                .hasLineCount(1);
        assertThat(house.mavenCalls()).isEmpty();
    }

    @Test
    void testsNameWhatIsMissingWhereNothingCanBeInstalled() throws Exception {
        aJdk();
        house.without("g++", "cmake", "make");

        var outcome = house.run("test");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr())
                .startsWith("conclave: the tests need what is not installed here: "
                        + "run \"apt-get install --no-install-recommends g++ cmake make clang clang-format chromium ")
                .containsPattern(" libclang-rt-([0-9]+-)?dev ")
                .hasLineCount(1);
        assertThat(house.mavenCalls()).isEmpty();
    }

    @Test
    void aCompilerThatCannotFuzzIsGivenTheLibrariesOfItsVersion() throws Exception {
        aJdk();
        house.programs(TESTERS);
        house.program("clang", "echo 19.1.7");
        house.program("clang++", "exit 1");
        house.without("make");

        assertThat(house.run("test").stderr()).contains("--no-install-recommends make libclang-rt-19-dev");
    }

    @Test
    void imagesAreMadeOfAnEngineWithItsBill() throws Exception {
        aJdk();
        house.dockerScript("images.sh", "printf 'images %s\\n' \"$*\"");
        house.maven("""
                mkdir -p "$house/app/target/lib"
                touch "$house/app/target/conclave-app.jar" "$house/app/target/conclave-engine.cdx.json"
                """);

        assertThat(house.run("images", "build", "node").stdout()).isEqualTo("images build node\n");
        assertThat(house.run("images", "up").stdout()).isEqualTo("images up\n");
        assertThat(house.run("images", "down", "--wipe").stdout()).isEqualTo("images down --wipe\n");

        assertThat(house.mavenCalls()).singleElement().asString().contains(" -am -Psbom package");
    }

    @Test
    void testsWriteTheBillUnlessMavenIsOffline() throws Exception {
        aJdk();
        house.programs(TESTERS);

        house.run("test");
        house.with("CONCLAVE_MAVEN_ARGS", "-q -o").run("test");

        assertThat(house.mavenCalls()).hasSize(2);
        assertThat(house.mavenCalls().getFirst()).contains(" -Psbom verify");
        assertThat(house.mavenCalls().getLast()).doesNotContain("-Psbom").endsWith(" verify");
    }

    @Test
    void testsTellWhatFailedAndCountIt() throws Exception {
        aJdk();
        house.programs(TESTERS);
        house.maven("""
            cat <<'LOG'
            [INFO] Building conclave-domain 0.1.0-SNAPSHOT                  [1/2]
            [INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in SomeTest
            [INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0
            100% tests passed, 0 tests failed out of 4
            [ERROR] Failures:\s
            [ERROR]   OtherTest.failsLoudly:12 expected 1 but was 2
            [INFO]\s
            [ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1
            [INFO] conclave-domain .................................... SUCCESS [  6.037 s]
            [INFO] conclave-agents .................................... FAILURE [01:02 min]
            [INFO] conclave-app ....................................... SKIPPED
            LOG
            exit 1
            """);

        var outcome = house.run("test");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stdout().lines().map(String::stripTrailing))
                .contains(
                        "  conclave-domain          SUCCESS  6.037 s",
                        "  conclave-agents          FAILURE  01:02 min",
                        "  conclave-app             SKIPPED",
                        "  OtherTest.failsLoudly:12 expected 1 but was 2")
                .endsWith("Tests run: 9, Failures: 1, Errors: 0, Skipped: 1");
    }

    @Test
    void aRunWithoutASingleTestIsNoSuccess() throws Exception {
        aJdk();
        house.programs(TESTERS);

        assertThat(house.run("test").exitCode()).isEqualTo(1);
    }

    @Test
    void aProofIsRunByItsNameAndItsResultWrittenDown() throws Exception {
        aJdk();
        proofsThatEnd("[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");

        var outcome = house.run("long", "truncation", "--json");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.stdout())
                .matches("\\[\\{\"proof\":\"truncation\",\"at\":\"[0-9T:-]+Z\",\"holds\":true,.*}]\n");
        assertThat(house.mavenCalls()).singleElement().asString().contains("-Dgroups=long", "-Dtest=TruncationTest");
        assertThat(results()).singleElement().asString().contains("| truncation | holds |");
    }

    @Test
    void aProofThatFailsIsWrittenDownToo() throws Exception {
        aJdk();
        proofsThatEnd("[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0\nexit 1");

        var outcome = house.run("long", "child-kills", "node-kills");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stdout()).contains("child-kills  FAILS after ", "node-kills   FAILS after ");
        assertThat(results()).hasSize(2).allSatisfy(row -> assertThat(row).contains("| FAILS |"));
    }

    @Test
    void theFuzzersAreCountedOneByOne() throws Exception {
        aJdk();
        house.with("CONCLAVE_FUZZ_SECONDS", "7");
        proofsThatEnd("""
            100% tests passed, 0 tests failed out of 2'
            found="$house/native-risk/target/native/fuzz/found"
            mkdir -p "$found"
            echo 120 $CONCLAVE_FUZZ_SECONDS >"$found/a_fuzz.counts"
            echo 9000 8 >"$found/b_fuzz.counts"
            echo '\
            """);

        var outcome = house.run("long", "native-fuzz", "--json");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.stdout())
                .contains(",\"fuzzers\":[{\"name\":\"a_fuzz\",\"executions\":120,\"seconds\":7},"
                        + "{\"name\":\"b_fuzz\",\"executions\":9000,\"seconds\":8}]}");
        assertThat(results())
                .singleElement()
                .asString()
                .contains("| native-fuzz | holds; a_fuzz: 120 in 7 s, b_fuzz: 9000 in 8 s | ");
        assertThat(house.mavenCalls()).singleElement().asString().contains("-pl native-risk -am ");
    }

    @Test
    void crashesAreCountedByKind() throws Exception {
        aJdk();
        proofsThatEnd("""
            [INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0'
            mkdir -p "$house/qa/system/target/crashes"
            echo 1000 4321 >"$house/qa/system/target/crashes/kill.counts"
            echo 20 90 >"$house/qa/system/target/crashes/order.sent.counts"
            echo '\
            """);

        var outcome = house.run("long", "crashes", "--json");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.stdout())
                .contains(",\"faults\":[{\"name\":\"kill\",\"times\":1000,\"seconds\":4321},"
                        + "{\"name\":\"order.sent\",\"times\":20,\"seconds\":90}]}");
        assertThat(results())
                .singleElement()
                .asString()
                .contains("| crashes | holds; kill: 1000 in 4321 s, order.sent: 20 in 90 s | ");
        assertThat(house.mavenCalls()).singleElement().asString().contains("-Dgroups=long", "-Dtest=CrashTest ");
    }

    @Test
    void whatAFuzzerFoundIsShown() throws Exception {
        aJdk();
        proofsThatEnd("50% tests passed, 1 tests failed out of 2\ninput that fails: here/a_fuzz-crash-1\nexit 1");

        var outcome = house.run("long", "native-fuzz");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("input that fails: here/a_fuzz-crash-1\n");
    }

    @Test
    void aProofThatIsNotThereIsWrongUsage() throws Exception {
        aJdk();

        var outcome = house.run("long", "perpetual-motion");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.stderr())
                .isEqualTo(
                        "conclave: there is no proof \"perpetual-motion\"; there are: truncation child-kills"
                                + " child-faults node-kills crashes conversations order-storm stream-soak micro stack cluster native-fuzz\n");
        assertThat(house.mavenCalls()).isEmpty();
    }

    private void proofsThatEnd(String log) throws IOException {
        Files.createDirectories(house.root().resolve("docs"));
        house.maven("echo '" + log.replace("\nexit 1", "'; exit 1 #") + "'");
    }

    private List<String> results() throws IOException {
        return Files.readAllLines(house.root().resolve("docs/reliability.md"));
    }

    private void aJdk() throws IOException {
        house.jdk(folder.resolve("jvm/jdk"), "25.0.3");
    }
}
