package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.ContainerEngine;
import io.conclave.testkit.Patience;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One node with its stores behind Nginx, built here and run on a real container engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class StackTest {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final long MEBIBYTE = 1L << 20;

    private ContainerEngine engine;
    private Stack stack;
    private String built;

    @BeforeAll
    void start() {
        engine = ContainerEngine.orSkip();
        built = Stack.build(engine);
        stack = Stack.up(engine, Map.of());
    }

    @AfterAll
    void takeAllAway() {
        if (stack != null) {
            stack.close();
        }
    }

    // ---- what it is made of

    @Test
    void allOfItIsHealthyWithinAMinute() {
        var again = stack.again();

        System.out.println(
                "The stack was healthy " + again.toMillis() + " ms after up, and the first time, with secrets and a key"
                        + " to make, after " + stack.start().toMillis() + " ms; its images:\n" + built);
        assertThat(again).isLessThan(Duration.ofMinutes(1));
        assertThat(Stack.SERVICES)
                .allSatisfy(service -> assertThat(stack.inspect(service, "{{.State.Health.Status}}"))
                        .isEqualTo("healthy"));
    }

    @Test
    void besideEachImageStandsWhatIsInIt() throws IOException {
        for (var image : List.of("node", "postgres", "redis", "nginx")) {
            var bill = new ObjectMapper()
                    .readTree(ProjectRoot.path()
                            .resolve("target/images/conclave-" + image + ".cdx.json")
                            .toFile());
            assertThat(bill.required("bomFormat").textValue()).isEqualTo("CycloneDX");
            assertThat(bill.required("components").findValuesAsText("purl"))
                    .anyMatch(purl -> purl.startsWith("pkg:deb/debian/libc6@"))
                    .hasSizeGreaterThan(50);
        }
    }

    @Test
    void theJvmTakesWhatItLearnedFromItsFile() {
        // Strict: it ends at once if the file does not fit.
        var strict = engine.run(
                "run",
                "--rm",
                "--network",
                "none",
                "-e",
                "CONCLAVE_JAVA_ARGS=-XX:AOTMode=on",
                "conclave-node:local",
                "--version");

        assertThat(strict).startsWith("conclave ");
    }

    // ---- what it is kept from

    @Test
    void nobodyIsRootOrHasACapabilityOrWritesWhereProgramsAre() {
        for (var service : Stack.SERVICES) {
            var said = stack.within(
                    service,
                    "echo user $(id -u); grep -hE '^(CapEff|CapPrm|CapBnd|NoNewPrivs):' /proc/1/status | tr -s '[:space:]' ' ';"
                            + " ! echo x >/usr/x");
            assertThat(said.text())
                    .as(service)
                    .containsPattern("user 1000[1-4]\\n")
                    .contains(
                            "CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1")
                    .contains("/usr/x: Read-only file system");
            assertThat(said.exitCode()).as(service).isZero();
        }
    }

    @Test
    void theirLimitsOfMemorySumToWhatASmallMachineCanGive() {
        var limits = Stack.SERVICES.stream()
                .map(service -> Long.parseLong(stack.inspect(service, "{{.HostConfig.Memory}}")))
                .toList();

        assertThat(limits).allMatch(limit -> limit > 0);
        assertThat(limits.stream().mapToLong(Long::longValue).sum()).isEqualTo(768 * MEBIBYTE);
    }

    @Test
    void whoTakesMoreMemoryThanItHasIsKilledAndNobodyElse() {
        var hog = stack.within("nginx", "tail /dev/zero");

        assertThat(hog.exitCode()).as("SIGKILL: " + hog.text()).isEqualTo(137);
        assertThat(stack.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void theStoresReachNothingOutsideAndTheNodeDoes() throws IOException {
        var gateway =
                engine.run("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", stack.network("outside"));
        try (var outside = new ServerSocket(0, 8, InetAddress.getByName(gateway))) {
            var call = "timeout 5 bash -c 'exec 3<>/dev/tcp/" + gateway + "/" + outside.getLocalPort() + "'";

            assertThat(stack.within("node", call).exitCode())
                    .as("the node reaches it")
                    .isZero();
            assertThat(stack.within("postgres", call).text()).contains("Network is unreachable");
            assertThat(stack.within("redis", call).text()).contains("Network is unreachable");
        }
        for (var service : List.of("node", "postgres", "redis")) {
            assertThat(stack.inspect(service, "{{json .HostConfig.PortBindings}}"))
                    .as("ports of the machine that lead to " + service)
                    .isEqualTo("{}");
        }
    }

    // ---- its door

    @Test
    void theDoorServesThePageOverHttp2WithTheHeadersThatKeepABrowserCareful() {
        var page = stack.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(page.body()).contains("<html", "page.js");
        assertThat(stack.get("/page.js").statusCode()).isEqualTo(200);
        for (var answer : List.of(page, stack.get("/metrics"))) {
            assertThat(answer.headers().map())
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .containsEntry("x-frame-options", List.of("DENY"))
                    .containsEntry("referrer-policy", List.of("no-referrer"))
                    .containsEntry("strict-transport-security", List.of("max-age=31536000"))
                    .containsKey("content-security-policy");
        }
    }

    @Test
    void whoShowsNoKeyIsTurnedAwayByTheEngineAndWhoShowsOneIsTold() {
        assertThat(stack.get("/v1/account").statusCode()).isEqualTo(401);
        assertThat(stack.told("/v1/account").required("currency").textValue()).isEqualTo("USD");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedInTheWordsOfTheApi() {
        var answer = stack.send(HttpRequest.newBuilder(stack.origin().resolve("/v1/orders"))
                .POST(BodyPublishers.ofByteArray(new byte[100_000])));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"too_large\"");
    }

    @Test
    void whatIsForThoseInsideIsNotThere() {
        for (var path : List.of("/metrics", "/cluster/members", "/bootstrap/seed-nodes", "/management")) {
            assertThat(stack.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void plainHttpIsSentToTls() {
        var answer = stack.send(HttpRequest.newBuilder(stack.plain().resolve("/v1/account?x=1")));

        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("location")).contains("https://localhost/v1/account?x=1");
    }

    @Test
    void theStreamGoesThroughTheDoor() {
        try (var listener = new Listener(stack)) {
            Patience.until("five messages came", () -> listener.messages() >= 5);
            assertThat(listener.isOpen()).isTrue();
        }
    }

    @Test
    void whoAsksTooOftenIsToldToSlowDownAndServedAgainAfterwards() {
        var request = HttpRequest.newBuilder(stack.origin().resolve("/mark.svg"))
                .timeout(Duration.ofSeconds(20))
                .build();
        var answers = new TreeSet<Integer>();
        Patience.until("somebody is told to slow down", () -> {
            var asked = Stream.generate(() -> stack.client().sendAsync(request, BodyHandlers.discarding()))
                    .limit(90)
                    .toList();
            asked.forEach(answer -> answers.add(answer.join().statusCode()));
            return answers.contains(429);
        });

        assertThat(answers).containsExactly(200, 429);
        Patience.until("it is served again", () -> stack.get("/mark.svg").statusCode() == 200);
    }

    // ---- what it outlives

    @Test
    void aNodeThatLosesItsStoresIsNotReadyUntilItHasThemAgain() {
        Patience.until("the node is ready", TWO_MINUTES, stack::isReady);
        int restarts = restarts();

        engine.run("network", "disconnect", stack.network("inside"), stack.container("node"));
        Patience.until("it says that it is not", TWO_MINUTES, () -> !stack.isReady());
        engine.run("network", "connect", stack.network("inside"), stack.container("node"));

        Patience.until("it is ready again", TWO_MINUTES, stack::isReady);
        decidesOn();
        assertThat(restarts()).as("without being started anew").isEqualTo(restarts);
    }

    @Test
    void aNodeThatIsKilledGoesOnWhereItWas() {
        Patience.until("the node is ready", TWO_MINUTES, stack::isReady);
        Patience.until("it has decided", TWO_MINUTES, () -> stack.decisions() > 0);
        int before = stack.decisions();
        int restarts = restarts();

        stack.kill("node");

        Patience.until("it was started anew", TWO_MINUTES, () -> restarts() > restarts);
        Patience.until("it is ready again", TWO_MINUTES, stack::isReady);
        assertThat(stack.decisions()).isGreaterThanOrEqualTo(before);
        decidesOn();
    }

    @Test
    @Tag("long")
    void tenKillsAndTenCutsCostNotARound() {
        for (int i = 0; i < 10; i++) {
            aNodeThatIsKilledGoesOnWhereItWas();
            aNodeThatLosesItsStoresIsNotReadyUntilItHasThemAgain();
        }
        Patience.until("the market is through", Duration.ofMinutes(20), stack::isThrough);

        assertThat(stack.decisions())
                .isEqualTo(BitstampTape.read(Duration.ofMinutes(15))
                        .tape()
                        .closings()
                        .size());
    }

    /** Returns when a decision was made that was not there before; after the last of the week there is nothing to wait for. */
    private void decidesOn() {
        int before = stack.decisions();
        Patience.until("it decides on", TWO_MINUTES, () -> stack.decisions() > before || stack.isThrough());
    }

    private int restarts() {
        return Integer.parseInt(stack.inspect("node", "{{.RestartCount}}"));
    }
}
