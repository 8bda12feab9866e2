package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.app.report.RunReport;
import io.conclave.app.session.RunSession;
import io.conclave.http.HttpSettings;
import io.conclave.http.view.Instants;
import io.conclave.testkit.Browser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real run, watched while it goes on, and asked about when it is over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServedRunTest {
    private static final int CLOSINGS = 180;
    private static final Duration REST = Duration.ofMillis(20);

    /** What the run and the market said of themselves, one after the other, while it was going on. */
    private record Glimpse(JsonNode bars, JsonNode decisions, JsonNode run) {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path data;

    private final List<Glimpse> glimpses = new ArrayList<>();
    private RunSession session;
    private ServedRun page;
    private Visitor visitor;
    private RunReport report;
    private List<JsonNode> frames;

    @BeforeAll
    void playAndWatch() throws Exception {
        session = Week.begin(data, CLOSINGS, REST);
        page = ServedRun.open(session, HttpSettings.from(Week.settings(data)));
        visitor = new Visitor(page.uri());
        frames = visitor.follow(
                "{\"op\":\"subscribe\",\"channel\":\"book\",\"symbol\":\"BTC-USD\",\"depth\":10}",
                "{\"op\":\"subscribe\",\"channel\":\"decisions\"}",
                "{\"op\":\"subscribe\",\"channel\":\"orders\"}",
                "{\"op\":\"subscribe\",\"channel\":\"trades\",\"symbol\":\"BTC-USD\"}");
        var reported = session.report().orTimeout(120, TimeUnit.SECONDS);
        while (!reported.isDone()) {
            glimpses.add(new Glimpse(
                    visitor.get("/v1/bars?symbol=BTC-USD&limit=1"),
                    visitor.get("/v1/decisions?limit=1"),
                    visitor.get("/v1/run")));
        }
        report = reported.join();
        page.reported(report);
        untilAllIsProjected();
    }

    @AfterAll
    void end() {
        visitor.close();
        page.close();
        session.close();
    }

    // ---- while it goes on

    @Test
    void theRunIsSeenFromItsFirstRoundsOn() {
        var rounds =
                glimpses.stream().map(seen -> seen.run().path("round").asInt()).toList();

        assertThat(rounds).isSorted();
        assertThat(rounds.getFirst()).isLessThan(CLOSINGS / 4);
        assertThat(rounds.stream().distinct().count()).isGreaterThan(10);
        assertThat(glimpses)
                .anySatisfy(seen ->
                        assertThat(seen.decisions().path("decisions").size()).isPositive());
    }

    @Test
    void nothingIsShownThatTheRunHasNotReached() {
        for (Glimpse seen : glimpses) {
            var reached = seen.run().path("asOf").asText("");
            for (JsonNode bar : seen.bars().path("bars")) {
                assertThat(Instant.parse(bar.path("at").asText())).isBeforeOrEqualTo(Instant.parse(reached));
            }
        }
    }

    @Test
    void theBookIsFollowedWithoutAGapAndEveryChecksumHolds() {
        var book = new BookKeeper();

        frames.stream().filter(frame -> isOf(frame, "book")).forEach(book::read);

        assertThat(book.states).isGreaterThan(CLOSINGS / 4);
        assertThat(book.seq).isEqualTo(CLOSINGS);
        var last = session.engine().plan().tape().closings().getLast();
        var close = session.engine()
                .plan()
                .tape()
                .barClosingAt(session.engine().plan().tape().symbols().getFirst(), last)
                .orElseThrow()
                .close();
        assertThat(Double.parseDouble(book.bids.getFirst().path(0).asText())).isLessThan(close.toDouble());
        assertThat(Double.parseDouble(book.asks.getFirst().path(0).asText())).isGreaterThan(close.toDouble());
    }

    @Test
    void everyDecisionComesOverTheStreamInOrderAsItIsSealed() {
        var rounds = frames.stream()
                .filter(frame -> isOf(frame, "decisions") && frame.has("decision"))
                .map(frame -> frame.path("decision").path("round").asInt())
                .toList();

        // The one that was newest when the run was reported is told again, so that pages look at the run once more.
        var told = rounds.stream().distinct().toList();
        assertThat(rounds).isSorted().hasSizeBetween(told.size(), told.size() + 1);
        assertThat(told.size()).isGreaterThan(CLOSINGS / 2);
        assertThat(told)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(told.getFirst(), CLOSINGS).boxed().toList());
    }

    @Test
    void everyFillComesOverTheStreamAsAStepOfItsOrder() throws Exception {
        var steps = frames.stream()
                .filter(frame -> isOf(frame, "orders") && frame.has("order"))
                .map(frame -> frame.path("order"))
                .toList();

        var told = steps.stream()
                .filter(step -> step.has("fill"))
                .map(step -> step.path("fill").path("id").asText())
                .toList();
        var booked = allDecisions().stream()
                .flatMap(decision -> elements(decision.path("fills")))
                .map(fill -> fill.path("id").asText())
                .toList();
        assertThat(told).isNotEmpty().containsExactlyInAnyOrderElementsOf(booked);
        var first = steps.getFirst().path("clientOrderId");
        var last = steps.stream()
                .filter(step -> step.path("clientOrderId").equals(first))
                .toList()
                .getLast();
        assertThat(last.path("state").asText()).isEqualTo("FILLED");
        assertThat(last.path("filled")).isEqualTo(last.path("quantity"));
    }

    @Test
    void everyPrintOfTheTapeComesOverTheStreamInOrder() {
        var told = frames.stream()
                .filter(frame -> isOf(frame, "trades"))
                .flatMap(frame -> elements(frame.path("trades")))
                .map(trade -> Instant.parse(trade.path("at").asText()))
                .toList();

        var tape = session.engine().plan().tape();
        var path = tape.path(
                tape.symbols().getFirst(),
                Instants.toNanos(told.getFirst()) - 1,
                tape.closings().getLast());
        assertThat(told).hasSizeGreaterThan(CLOSINGS).isSorted().hasSize(path.size());
        assertThat(frames.stream()
                        .filter(frame -> isOf(frame, "trades"))
                        .flatMap(frame -> elements(frame.path("trades")))
                        .map(trade -> trade.path("quantity").asText()))
                .containsExactlyElementsOf(
                        path.stream().map(point -> point.traded().toString()).toList());
    }

    // ---- when it is over

    @Test
    void theFinishedRunSaysWhatTheReportSays() throws Exception {
        var run = visitor.get("/v1/run");

        assertThat(run.path("state").asText()).isEqualTo("finished");
        assertThat(run.path("round").asInt()).isEqualTo(report.rounds()).isEqualTo(CLOSINGS);
        assertThat(run.path("rounds").asInt()).isEqualTo(CLOSINGS);
        assertThat(run.path("decisionHash").asText()).isEqualTo(report.decisionHash());
        assertThat(run.path("remark").asText()).isEqualTo(report.finding());
    }

    @Test
    void readModelsThatFollowedTheRunEqualThoseBuiltAgainRowByRow() throws Exception {
        var followed = Projected.rowsOf(session);

        long events = session.database().upkeep().rebuild(session.manifest().run());

        assertThat(events).isGreaterThan(CLOSINGS * 5L);
        assertThat(followed.get("decisions")).hasSize(CLOSINGS);
        assertThat(followed.get("positions")).hasSize(1);
        assertThat(Projected.rowsOf(session)).isEqualTo(followed);
    }

    @Test
    void theDecisionsAddUpToTheReport() throws Exception {
        var decisions = allDecisions();

        assertThat(decisions).hasSize(report.rounds());
        assertThat(sum(decisions, "voteCount")).isEqualTo(report.votes());
        assertThat(sum(decisions, "abstentionCount")).isEqualTo(report.abstentions());
        assertThat(sum(decisions, "vetoCount")).isEqualTo(report.vetoes());
        assertThat(report.fills()).isPositive();
        assertThat(decisions.stream()
                        .mapToInt(decision -> decision.path("fills").size())
                        .sum())
                .isEqualTo(report.fills());
    }

    @Test
    void everyStoryHangsInTheChainAndHasAsManyVotesAsWereAsked() throws Exception {
        var before = "0".repeat(64);
        double loss = 0;
        int scored = 0;
        int headlines = 0;
        for (JsonNode decision : allDecisions().reversed()) {
            var story = visitor.get("/v1/decisions/" + decision.path("id").asText());

            assertThat(story.path("chain").path("previous").asText()).isEqualTo(before);
            before = story.path("chain").path("hash").asText();
            assertThat(story.path("votes")).hasSize(2);
            assertThat(story.path("vetoes")).hasSize(decision.path("vetoCount").asInt());
            headlines += (int) elements(story.path("votes").path(0).path("evidence"))
                    .filter(seen -> seen.path("kind").asText().equals("news"))
                    .peek(seen -> assertThat(seen.path("title").asText()).isNotBlank())
                    .count();
            if (story.has("outcome")) {
                loss += story.path("outcome").path("brier").asDouble();
                scored++;
            }
        }
        assertThat(scored).isEqualTo(CLOSINGS - 1);
        assertThat(loss / scored).isCloseTo(report.brier(), within(1e-9));
        assertThat(headlines).isPositive();
    }

    @Test
    void theEquityEndsWhereTheReportDoes() throws Exception {
        var points = visitor.get("/v1/equity").path("points");
        var last = points.path(points.size() - 1);

        assertThat(points).hasSize(CLOSINGS);
        assertThat(last.path("equity").asText()).isEqualTo(report.equity());
        assertThat(last.path("buyAndHold").asText()).isEqualTo(report.buyAndHold());
        assertThat(visitor.get("/v1/account").path("equity").asText()).isEqualTo(report.equity());
        assertThat(visitor.get("/v1/account").path("fees").asText())
                .isEqualTo(report.costs().fees());
        assertThat(visitor.get("/v1/equity?limit=7").path("points")).hasSize(7).contains(last);
    }

    @Test
    void theAgentsAreTheReports() throws Exception {
        var agents = visitor.get("/v1/agents").path("agents");

        assertThat(agents).hasSize(2);
        for (JsonNode agent : agents) {
            var line = line(agent.path("id").asText());
            assertThat(agent.path("votes").asInt()).isEqualTo(line.votes());
            assertThat(agent.path("abstentions").asInt()).isEqualTo(line.abstentions());
            assertThat(agent.path("abstentionReasons"))
                    .hasSize(line.abstentionsByReason().size());
            assertThat(agent.path("brier").asDouble()).isEqualTo(line.brier());
            assertThat(agent.path("state").asText()).isEqualTo("healthy");
            assertThat(visitor.get("/v1/agents/" + agent.path("id").asText())).isEqualTo(agent);
        }
    }

    @Test
    void theWeightsSumToOneInEveryRound() throws Exception {
        var points = visitor.get("/v1/weights?symbol=BTC-USD").path("points");

        assertThat(points).hasSize(CLOSINGS);
        for (JsonNode point : points) {
            assertThat(elements(point.path("weights"))
                            .mapToDouble(JsonNode::asDouble)
                            .sum())
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void theMarketIsTheTape() throws Exception {
        var bars = visitor.get("/v1/bars?symbol=BTC-USD").path("bars");

        assertThat(bars).hasSize(CLOSINGS);
        assertThat(bars.path(CLOSINGS - 1).path("at"))
                .isEqualTo(visitor.get("/v1/run").path("asOf"));
        assertThat(visitor.get("/v1/bars?symbol=BTC-USD&limit=3").path("bars")).hasSize(3);
        assertThat(visitor.get("/v1/instruments")
                        .path("instruments")
                        .path(0)
                        .path("tick")
                        .asText())
                .isEqualTo("0.01");
        assertThat(visitor.get("/v1/book/BTC-USD").path("derived").asBoolean()).isTrue();
    }

    @Test
    void whatAnAgentThoughtIsThereForEveryRoundByThePage() throws Exception {
        var first = visitor.get("/v1/agents/analyst/logs?limit=100");
        var rest = visitor.get(
                "/v1/agents/analyst/logs?limit=500&page=" + first.path("next").asText());

        var rounds = Stream.concat(elements(first.path("entries")), elements(rest.path("entries")))
                .map(entry -> entry.path("decision").asText())
                .distinct()
                .toList();
        assertThat(first.path("entries")).hasSize(100);
        assertThat(rest.has("next")).isFalse();
        assertThat(rounds).hasSize(CLOSINGS).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(visitor.get("/v1/agents/nobody/logs").path("entries")).isEmpty();
    }

    @Test
    void newsIsToldAsItWasKnown() throws Exception {
        var known = visitor.get("/v1/news?symbol=BTC-USD&limit=500").path("news");
        var newest = known.path(0);
        var before = Instant.parse(newest.path("ingestedAt").asText()).minusSeconds(1);

        var earlier = visitor.get("/v1/news?limit=500&as_of=" + before).path("news");

        assertThat(known).isNotEmpty();
        assertThat(earlier).isNotEmpty().doesNotContain(newest);
        var reached = Instant.parse(asOf());
        assertThat(elements(known)
                        .map(item -> Instant.parse(item.path("ingestedAt").asText())))
                .allMatch(at -> !at.isAfter(reached));
    }

    private String asOf() throws Exception {
        return visitor.get("/v1/run").path("asOf").asText();
    }

    @Test
    void theNodeIsReadyAndCounts() throws Exception {
        assertThat(visitor.get("/health/ready").path("ready").asBoolean()).isTrue();
        assertThat(visitor.get("/version").path("name").asText()).isEqualTo("conclave");

        var metrics = visitor.text("/metrics").lines().toList();

        assertThat(metrics)
                .contains("conclave_rounds_total " + (double) CLOSINGS)
                .contains("conclave_votes_total{agent=\"analyst\"} "
                        + (double) line("analyst").votes())
                .contains("conclave_child_restarts_total 0.0");
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDo() {
        int taken = page.uri().getPort();
        var http = HttpSettings.from(Week.settings(data)
                .withValue("conclave.http.port", com.typesafe.config.ConfigValueFactory.fromAnyRef(taken)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServedRun.open(session, http).close())
                .withMessageContaining("Port " + taken)
                .withMessageContaining("--port 0");
    }

    @Test
    void aBrowserDrawsTheFinishedRun() throws Exception {
        var fills = allDecisions().stream()
                .mapToInt(decision -> decision.path("fills").size())
                .sum();
        try (var browser = Browser.start(1440, 1560, false)) {
            browser.open(page.uri().toString());
            browser.until("all rounds drawn", "document.body.dataset.ready === '" + CLOSINGS + "'");
            browser.until("the latest story", "document.querySelectorAll('#story .vote').length === 2");
            browser.until("the derived quote", "document.querySelector('#f-book').textContent.includes('derived')");
            save("finished-run", browser.picture());

            assertThat(browser.count("#price path.fill")).isEqualTo(fills);
            assertThat(number(
                            browser,
                            "[...document.querySelectorAll('#price path.stance')].reduce((n, p) => n +"
                                    + " Number(p.dataset.decisions), 0)"))
                    .isEqualTo(CLOSINGS);
            assertThat(number(
                            browser,
                            "Number(document.querySelector('#equity path[data-name=\"Equity\"]').dataset.last)"))
                    .isCloseTo(Double.parseDouble(report.equity()), within(1e-6));
            assertThat(number(
                            browser,
                            "Number(document.querySelector('#equity path[data-name=\"Buy and hold\"]').dataset.last)"))
                    .isCloseTo(Double.parseDouble(report.buyAndHold()), within(1e-6));
            assertThat(browser.count("#weights path.series")).isEqualTo(3);
            assertThat(browser.text("#status")).startsWith("Round " + CLOSINGS + " of " + CLOSINGS + " · finished");
            assertThat(browser.text("#remark")).isEqualTo(report.finding());
            assertThat(browser.eval("document.querySelector('#hash').title")).isEqualTo(report.decisionHash());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    // ---- helpers

    /** A reader of the stream's book, by the protocol's page: it fails at the first frame that does not fit. */
    private static final class BookKeeper {
        private List<JsonNode> bids = List.of();
        private List<JsonNode> asks = List.of();
        private long seq = -1;
        private int states;

        void read(JsonNode frame) {
            switch (frame.path("type").asText()) {
                case "snapshot" -> {
                    bids = elements(frame.path("bids")).toList();
                    asks = elements(frame.path("asks")).toList();
                }
                case "update" -> {
                    assertThat(frame.path("prev_seq").asLong()).isEqualTo(seq);
                    // Each side has one level: what is not removed is new.
                    bids = changed(bids, frame.path("bids"));
                    asks = changed(asks, frame.path("asks"));
                }
                default -> {
                    return;
                }
            }
            assertThat(frame.path("seq").asLong()).isGreaterThan(seq);
            seq = frame.path("seq").asLong();
            states++;
            assertThat(checksum()).isEqualTo(frame.path("checksum").asLong());
        }

        private static List<JsonNode> changed(List<JsonNode> levels, JsonNode changes) {
            var prices = elements(changes).map(change -> change.path(0)).toList();
            var kept = new ArrayList<>(levels.stream()
                    .filter(level -> !prices.contains(level.path(0)))
                    .toList());
            elements(changes)
                    .filter(change -> !change.path(1).asText().equals("0"))
                    .forEach(kept::add);
            assertThat(kept).hasSize(1);
            return kept;
        }

        private long checksum() {
            var text = new StringBuilder();
            Stream.concat(asks.stream(), bids.stream())
                    .forEach(level -> text.append(digits(level.path(0))).append(digits(level.path(1))));
            var crc = new CRC32();
            crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
            return crc.getValue();
        }

        private static String digits(JsonNode number) {
            return number.asText().replace(".", "").replaceFirst("^0+", "");
        }
    }

    private void untilAllIsProjected() throws Exception {
        var deadline = Instant.now().plusSeconds(30);
        var all = "conclave_rounds_total " + (double) CLOSINGS;
        while (visitor.text("/metrics").lines().noneMatch(all::equals)) {
            assertThat(Instant.now()).as("every decision projected").isBefore(deadline);
        }
    }

    /** Newest first, a page at a time. */
    private List<JsonNode> allDecisions() throws IOException, InterruptedException {
        var found = new ArrayList<JsonNode>();
        var next = "";
        do {
            var some = visitor.get("/v1/decisions?limit=50" + next);
            elements(some.path("decisions")).forEach(found::add);
            next = some.has("next") ? "&page=" + some.path("next").asText() : "";
        } while (!next.isEmpty());
        return found;
    }

    private RunReport.AgentLine line(String agent) {
        return Optional.ofNullable(report.agents().get(agent)).orElseThrow();
    }

    private static int sum(List<JsonNode> decisions, String field) {
        return decisions.stream()
                .mapToInt(decision -> decision.path(field).asInt())
                .sum();
    }

    private static boolean isOf(JsonNode frame, String channel) {
        return frame.path("channel").asText().equals(channel);
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static double number(Browser browser, String expression) {
        return ((Number) browser.eval(expression)).doubleValue();
    }

    private static void save(String name, byte[] png) throws IOException {
        var folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve(name + ".png"), png);
    }
}
