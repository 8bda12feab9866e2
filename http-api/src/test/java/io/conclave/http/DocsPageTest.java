package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a real browser draws of the API's own description. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocsPageTest {
    private RunningServer api;
    private Browser browser;

    @BeforeAll
    void open() throws Exception {
        api = RunningServer.over(new CannedRun(3, true));
        browser = Browser.start(1280, 1200, false);
        browser.open(api.uri("/docs").toString());
        browser.until("the operations", "document.querySelectorAll('.opblock').length > 0");
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        api.close();
    }

    @Test
    void everyOperationOfTheDocumentIsThere() throws Exception {
        var operations = api.get("/openapi.yaml")
                .body()
                .lines()
                .filter(line -> line.strip().startsWith("operationId:"))
                .count();

        assertThat(browser.count(".opblock")).isEqualTo((int) operations).isGreaterThan(40);
    }

    @Test
    void anOperationOpensWithItsParametersAndAnswers() throws Exception {
        browser.click("[id$=placeOrder] .opblock-summary-control");

        browser.until(
                "its answers", "document.querySelectorAll('[id$=placeOrder] .responses-table .response').length > 5");
        assertThat(browser.text("[id$=placeOrder]")).contains("client_order_id", "Idempotency-Key", "price_collar");
        save();
    }

    @Test
    void nothingIsAskedOfAnybodyElseAndNothingIsRefused() {
        assertThat(browser.eval("performance.getEntriesByType('resource').map((r) => new URL(r.name).origin)"
                        + ".filter((origin) => origin !== location.origin && origin !== 'null').length"))
                .isEqualTo(0L);
        assertThat(browser.complaints()).isEmpty();
    }

    private void save() throws Exception {
        var folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve("docs.png"), browser.picture());
    }
}
