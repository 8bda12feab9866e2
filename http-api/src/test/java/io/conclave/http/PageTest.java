package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.access.Role;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.http.view.DecisionSummary;
import io.conclave.testkit.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

/** What a real browser draws from a real server. Pictures go to {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageTest {
    private static final int ROUNDS = 320;

    private final CannedRun run = new CannedRun(ROUNDS, true);
    private RunningServer api;
    private Browser browser;

    @BeforeAll
    void start() throws Exception {
        api = RunningServer.over(run);
        browser = Browser.start(1440, 1560, false);
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        api.close();
    }

    @Test
    void everyFillIsAMarkerOnThePriceAndEveryDecisionInTheBand() throws Exception {
        openPage(browser, api, ROUNDS);
        var traded = run.decisions.stream().filter(d -> !d.fills().isEmpty()).toList();

        assertThat(traded).isNotEmpty();
        assertThat(browser.count("#price path.fill")).isEqualTo(traded.size());
        assertThat(strings("[...document.querySelectorAll('#price path.fill')].map((m) => m.dataset.decision)"))
                .containsExactlyElementsOf(
                        traded.stream().map(d -> d.id().toString()).toList());
        assertThat(number("[...document.querySelectorAll('#price path.stance')]"
                        + ".reduce((sum, p) => sum + Number(p.dataset.decisions), 0)"))
                .isEqualTo(ROUNDS);
        assertThat(number(pathData("price", "Close", "points"))).isEqualTo(ROUNDS);
        var bought = traded.stream()
                .flatMap(d -> d.fills().stream())
                .filter(f -> f.side() == Side.BUY)
                .toList();
        assertThat(browser.count("#price path.fill.BUY")).isEqualTo(bought.size());
    }

    @Test
    void theEquityLineHasEveryPointAndEndsAtTheRightValue() throws Exception {
        openPage(browser, api, ROUNDS);

        assertThat(number(pathData("equity", "Equity", "points"))).isEqualTo(ROUNDS);
        assertThat(
                        number(
                                "(document.querySelector('#equity path[data-name=\"Equity\"]').getAttribute('d').match(/[ML]/g)).length"))
                .isEqualTo(ROUNDS);
        assertThat(number(pathData("equity", "Equity", "last")))
                .isCloseTo(run.equity.getLast().equity().toDouble(), within(1e-6));
        assertThat(number(pathData("equity", "Buy and hold", "last")))
                .isCloseTo(run.equity.getLast().buyAndHold().toDouble(), within(1e-6));
        assertThat(browser.text("#f-equity"))
                .isEqualTo(grouped(run.equity.getLast().equity()));
    }

    @Test
    void theAgentsWeightsSumToOneAtBothEnds() throws Exception {
        openPage(browser, api, ROUNDS);

        for (String end : List.of("first", "last")) {
            assertThat(number("[...document.querySelectorAll('#weights path.series')]"
                            + ".reduce((sum, p) => sum + Number(p.dataset." + end + "), 0)"))
                    .isCloseTo(1.0, within(1e-9));
        }
        assertThat(browser.count("#weights path.series")).isEqualTo(3);
    }

    @Test
    void theLatestDecisionIsExplained() throws Exception {
        openPage(browser, api, ROUNDS);
        var last = run.last();

        assertThat(browser.text("#decision-title")).isEqualTo("Latest decision");
        assertThat(browser.text("#story .verdict")).isEqualTo(headline(last));
        assertThat(browser.text("#story .when")).startsWith("Round " + last.round() + " ");
        assertThat(browser.text("#story .why")).isEqualTo(last.reason());
        assertThat(browser.count("#story .vote[data-ballot=CAST]")).isEqualTo(3);
        assertThat(browser.text("#status")).startsWith("Round " + ROUNDS + " of 641 · finished");
        assertThat(browser.text("#hash")).isEqualTo(last.hash().substring(0, 16) + "…");
        assertThat(browser.text("#mode")).isEqualToIgnoringCase("paper");
    }

    @Test
    void headlinesFromOutsideAreTextAndNeverMarkup() throws Exception {
        openPage(browser, api, ROUNDS);

        assertThat(browser.text("#story .evidence")).contains("virtual currencies <b>can</b> be legitimate");
        assertThat(browser.count("#story .evidence b")).isZero();
    }

    @Test
    void anEarlierDecisionIsExplainedWhenItIsChosenWithTheKeyboard() throws Exception {
        openPage(browser, api, ROUNDS);

        browser.press("#price svg", Keys.HOME);
        browser.press("#price svg", Keys.ENTER);

        browser.until(
                "the first decision's story",
                "document.querySelector('#decision').dataset.decision === '"
                        + run.decisions.getFirst().id() + "'");
        assertThat(browser.text("#story .vote[data-agent=quant] .abstains"))
                .isEqualTo("abstained: Needs 96 labelled bars before its first model; has 0.");
        assertThat(browser.text("#story")).contains("Nothing was sent.");
    }

    @Test
    void thePageIsDrawnAndTheConsoleIsSilent() throws Exception {
        openPage(browser, api, ROUNDS);
        browser.until("a live stream", "document.querySelector('#link').dataset.state === 'live'");
        browser.until("the derived quote", "document.querySelector('#f-book').textContent.includes('derived')");

        save("page-light", browser.picture());
        for (String chart : List.of("price", "equity", "weights")) {
            assertThat(distinctColours(browser.picture("#" + chart))).as(chart).isGreaterThan(24);
        }
        assertThat(distinctColours(browser.picture("#story"))).isGreaterThan(24);
        assertThat(browser.complaints()).isEmpty();
        assertThat(number("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isZero();
    }

    @Test
    void thePageFitsTheDarkAndTheSmallScreen() throws Exception {
        try (var dark = Browser.start(1440, 1560, true)) {
            openPage(dark, api, ROUNDS);
            assertThat(dark.eval("matchMedia('(prefers-color-scheme: dark)').matches"))
                    .isEqualTo(true);
            save("page-dark", dark.picture());
            assertThat(distinctColours(dark.picture("#price"))).isGreaterThan(24);
        }
        try (var small = Browser.start(500, 2400, false)) {
            openPage(small, api, ROUNDS);
            save("page-small", small.picture());
            assertThat(small.eval("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .isEqualTo(true);
        }
    }

    @Test
    void aRunWithoutATradeSaysSoInPlainWords() throws Exception {
        var quiet = new CannedRun(60, false);
        try (var server = RunningServer.over(quiet)) {
            openPage(browser, server, 60);

            assertThat(browser.text("#remark"))
                    .isEqualTo(
                            "No trade so far: no expected gain has covered fees and slippage, so the account stays in cash.");
            assertThat(browser.count("#price path.fill")).isZero();
            save("page-no-trade", browser.picture());
        }
    }

    @Test
    void aNodeWithKeysAsksForOneAndShowsItselfToWhoeverHasItForAsLongAsItHolds() throws Exception {
        var access = CannedAccess.withEveryRole();
        try (var server = RunningServer.over(run.engine(), access, "")) {
            browser.open(server.uri("/").toString());
            browser.until("a form", "!document.querySelector('#login').hidden");
            browser.press("#key", "tk_wrong", Keys.ENTER);
            browser.until("a refusal", "document.querySelector('#login-said').textContent.includes('no key of ours')");

            browser.press("#key", CannedAccess.key(Role.VIEWER), Keys.ENTER);

            browser.until("the run", "document.body.dataset.ready === '" + ROUNDS + "'");
            browser.until("the stream", "document.querySelector('#link').dataset.state === 'live'");
            assertThat(browser.eval("document.querySelector('#login').hidden")).isEqualTo(true);
            assertThat(browser.eval("document.cookie")).isEqualTo("");

            access.keys.put(CannedAccess.key(Role.VIEWER), new io.conclave.http.port.Keys.Revoked());

            browser.until("the form again", "!document.querySelector('#login').hidden");
            assertThat(browser.text("#link")).isEqualTo("logged out");
            browser.press("#key", CannedAccess.key(Role.TRADER), Keys.ENTER);
            browser.until("the stream again", "document.querySelector('#link').dataset.state === 'live'");
            var _ = browser.complaints();
        }
    }

    @Test
    void aNodeThatHasNotDecidedYetIsAPageThatSaysSo() throws Exception {
        try (var server = RunningServer.over(new CannedRun(0, false))) {
            openPage(browser, server, 0);

            assertThat(browser.text("#story")).isEqualTo("No decision has been taken yet.");
            assertThat(browser.text("#price")).isEqualTo("No bar has closed yet");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aDecisionTakenWhileThePageIsOpenAppearsByItself() throws Exception {
        var growing = new CannedRun(40, false);
        var later = growing.decisions.removeLast();
        var announced = new Announcements();
        growing.live = announced.source;
        try (var server = RunningServer.over(growing)) {
            openPage(browser, server, 39);
            growing.decisions.add(later);

            announced.offer(later);

            browser.until("round 40", "document.body.dataset.ready === '40'");
            browser.until("its story", "document.querySelector('#decision').dataset.decision === '" + later.id() + "'");
        }
    }

    // ---- helpers

    private static void openPage(Browser browser, RunningServer api, int rounds) {
        // A page of an earlier test may still miss the server that test has stopped; that is no complaint of this one.
        browser.open("about:blank");
        browser.complaints();
        browser.open(api.uri("/").toString());
        browser.until(rounds + " rounds drawn", "document.body.dataset.ready === '" + rounds + "'");
        if (rounds > 0) {
            browser.until("the latest story", "Boolean(document.querySelector('#decision').dataset.decision)");
        }
    }

    private static String pathData(String chart, String name, String key) {
        return "Number(document.querySelector('#" + chart + " path[data-name=\"" + name + "\"]').dataset." + key + ")";
    }

    private double number(String expression) {
        return ((Number) browser.eval(expression)).doubleValue();
    }

    private List<String> strings(String expression) {
        return ((List<?>) browser.eval(expression))
                .stream().map(String::valueOf).toList();
    }

    private static String headline(DecisionSummary decision) {
        return switch (decision.stance()) {
            case LONG -> "Hold 30 % long";
            case SHORT -> "Hold 30 % short";
            case FLAT -> "Stay out";
            case NO_TRADE -> "No trade";
        };
    }

    private static String grouped(Money money) {
        return String.format(Locale.ROOT, "%,.0f", money.toDouble());
    }

    private static int distinctColours(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        var colours = new HashSet<Integer>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }

    private static void save(String name, byte[] png) throws IOException {
        var folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve(name + ".png"), png);
    }

    /** Decisions that the test announces by hand to whoever listens. */
    private static final class Announcements {
        private final CountDownLatch listened = new CountDownLatch(1);
        private volatile @Nullable BoundedSourceQueue<DecisionSummary> queue;
        private final Source<DecisionSummary, NotUsed> source = Source.<DecisionSummary>queue(8)
                .mapMaterializedValue(opened -> {
                    queue = opened;
                    listened.countDown();
                    return NotUsed.getInstance();
                });

        void offer(DecisionSummary decision) throws InterruptedException {
            assertThat(listened.await(20, TimeUnit.SECONDS)).isTrue();
            var to = queue;
            if (to == null) {
                throw new AssertionError("Nobody listens");
            }
            to.offer(decision);
        }
    }
}
