package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.node.Node;
import io.conclave.http.HttpSettings;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.ProjectRoot;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who watch a node see: a live one that follows the demo's week as a feed. */
class WatchedNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OBSERVABILITY = ProjectRoot.path().resolve("docker/observability");
    private static final Pattern OURS = Pattern.compile("\\b(conclave|jvm|process|system|disk)_[a-z0-9_]+");
    private static final int CLOSINGS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void everyMetricThatAlertsAndDashboardsNameIsInAScrapeOfATrueNode() throws Exception {
        var wanted = new TreeSet<String>();
        expressions()
                .forEach(expression -> OURS.matcher(expression).results().forEach(found -> wanted.add(found.group())));
        assertThat(wanted).hasSizeGreaterThan(30);

        try (var node = node("conclave.bus.kind = memory");
                var page = page(node);
                var visitor = new Visitor(page.uri())) {
            playSome(node);
            System.gc(); // its pauses are told once there was one
            // A look tells what answered in time.
            Patience.until(
                    "the node was looked at",
                    () -> names(text(visitor)).containsAll(Set.of("conclave_bus_depth", "conclave_regret")));

            var scrape = text(visitor);
            wanted.removeAll(names(scrape));
            assertThat(wanted).as("named and not there").isEmpty();
            assertThat(lint(scrape)).isEmpty();
        }
    }

    @Test
    void everyExpressionParsesAndEveryRuleIsTested() throws Exception {
        assumePromtool();
        var rules = new ArrayList<Map<String, String>>();
        for (var expression : expressions()) {
            rules.add(Map.of("record", "rule:" + rules.size(), "expr", expression));
        }
        var all = folder.resolve("all.yml");
        new YAMLMapper().writeValue(all.toFile(), Map.of("groups", List.of(Map.of("name", "all", "rules", rules))));

        assertThat(promtool("check", "rules", all.toString())).contains(rules.size() + " rules found");
        assertThat(promtool(
                        "test",
                        "rules",
                        OBSERVABILITY.resolve("alerts_test.yml").toString()))
                .contains("SUCCESS");
        assertThat(promtool(
                        "check", "rules", OBSERVABILITY.resolve("alerts.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void eachAlertHasACaseThatFiresOneThatDoesNotAndAPageThatSaysWhatToDo() throws Exception {
        var cases = yaml("alerts_test.yml").required("tests");
        var index = Files.readString(ProjectRoot.path().resolve("docs/operations/README.md"));
        for (var rule : rules()) {
            var name = rule.required("alert").textValue();
            var its = stream(cases)
                    .filter(each -> each.required("alert_rule_test")
                            .required(0)
                            .required("alertname")
                            .textValue()
                            .equals(name))
                    .toList();
            assertThat(its).as("cases of " + name).hasSize(1);
            var series = its.getFirst().required("input_series").findValuesAsText("series");
            assertThat(series)
                    .as(name)
                    .anyMatch(one -> one.contains("\"sick\""))
                    .anyMatch(one -> one.contains("\"well\""));
            assertThat(its.getFirst().required("alert_rule_test").required(0).required("exp_alerts"))
                    .as("fires for one alone: " + name)
                    .hasSize(1);
            var runbook = rule.required("annotations").required("runbook").textValue();
            assertThat(ProjectRoot.path().resolve(runbook)).as(name).exists();
            assertThat(index).contains("`" + name + "`").contains(runbook.substring("docs/operations/".length()));
        }
    }

    @Test
    void aNodeWhoseDatabaseOrBusIsAwayIsNotReadySaysWhyAndIsReadyAgainByItself() throws Exception {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start();
                var node = node("conclave { journal { kind = postgres, url = \"" + postgres.freshDatabase()
                        + "\", user = " + postgres.user() + " }, bus { kind = redis, url = \"" + redis.url()
                        + "\", command-timeout = 500 ms } }");
                var page = page(node)) {
            playSome(node);
            Patience.until("it is ready", () -> ready(page).statusCode() == 200);

            redis.kill();
            Patience.until("it misses the bus", () -> ready(page).body().contains("bus: the bus does not answer"));
            assertThat(ready(page).statusCode()).isEqualTo(503);
            redis.restart();
            Patience.until("it is ready", () -> ready(page).statusCode() == 200);

            postgres.crash();
            Patience.until(
                    "it misses the database", () -> ready(page).body().contains("journal: the database does not"));
            assertThat(ready(page).statusCode()).isEqualTo(503);
            assertThat(asked(page, "/health/live").statusCode()).isEqualTo(200);
            postgres.restart();
            Patience.until("it is ready", () -> ready(page).statusCode() == 200);
        }
    }

    @Test
    void aNodeThatWasStartedAgainIsNotReadyBeforeItsBooksWereComparedWithTheVenues() throws Exception {
        try (var node = node("conclave.bus.kind = memory")) {
            playSome(node);
        }

        try (var node = node("conclave.bus.kind = memory");
                var page = page(node)) {
            Patience.until(
                    "it says so", () -> ready(page).body().contains("desk: the books have not been found to agree"));
            assertThat(JSON.readTree(ready(page).body()).required("code").textValue())
                    .isEqualTo("not_ready");

            play(node, CLOSINGS + 1);
            Patience.until("it is ready", () -> ready(page).statusCode() == 200);
        }
    }

    // ---- the node

    private Node node(String settings) {
        Config config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("conclave.run { name = watched, pace = live }"))
                .withFallback(Week.settings(folder.resolve("data")));
        return Node.open(config, _ -> BitstampTape.BTC_USD, System.nanoTime());
    }

    private static ServedRun page(Node node) {
        var config = node.session().engine().plan().config();
        return ServedRun.open(
                node.session(),
                HttpSettings.from(config),
                node.votes(),
                node::tradesARecording,
                new Transport(node.bus(), node::unpublished));
    }

    private static void playSome(Node node) throws InterruptedException {
        play(node, CLOSINGS);
        Patience.until(
                "its read models have all",
                () -> node.session().decisions().size() >= CLOSINGS
                        && node.session().unprojected() == 0);
    }

    private static void play(Node node, int closings) throws InterruptedException {
        var week = BitstampTape.read(Duration.ofMinutes(15)).tape();
        var part = week.truncatedAt(week.closings().get(closings - 1));
        new Player(node.bus(), part, NewsArchive.bitcoin2013(), _ -> "week", _ -> {}).playOn(0);
    }

    private static HttpResponse<String> ready(ServedRun page) {
        return asked(page, "/health/ready");
    }

    private static HttpResponse<String> asked(ServedRun page, String path) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(page.uri().resolve(path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    // ---- what is told of it

    private static String text(Visitor visitor) {
        try {
            return visitor.text("/metrics");
        } catch (IOException e) {
            throw new AssertionError("/metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("/metrics", e);
        }
    }

    private static Set<String> names(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What Prometheus' own tool holds against our names. */
    private List<String> lint(String scrape) throws Exception {
        if (!isPromtoolHere()) {
            System.out.println("SKIPPED the linter of metrics: no promtool (apt-get install prometheus)");
            return List.of();
        }
        var file = Files.writeString(folder.resolve("scrape"), scrape);
        var process = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var _ = process.waitFor();
        return said.lines().filter(line -> line.startsWith("conclave_")).toList();
    }

    private static List<String> expressions() throws IOException {
        var expressions = new ArrayList<String>();
        for (var rule : rules()) {
            expressions.add(rule.required("expr").textValue());
        }
        for (var dashboard : List.of("trading", "node")) {
            var file = OBSERVABILITY.resolve("grafana/dashboards/" + dashboard + ".json");
            for (var expression : JSON.readTree(Files.readString(file)).findValuesAsText("expr")) {
                expressions.add(expression.replace("$instance", ".*").replace("$__range", "1h"));
            }
        }
        return expressions;
    }

    private static List<JsonNode> rules() throws IOException {
        return stream(yaml("alerts.yml").required("groups").required(0).required("rules"))
                .toList();
    }

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(Files.readString(OBSERVABILITY.resolve(file)));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void assumePromtool() {
        if (!isPromtoolHere()) {
            System.out.println("SKIPPED the rules of Prometheus: no promtool (apt-get install prometheus)");
        }
        assumeTrue(isPromtoolHere(), "no promtool");
    }

    private static boolean isPromtoolHere() {
        for (var folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "promtool"))) {
                return true;
            }
        }
        return false;
    }

    private static String promtool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
