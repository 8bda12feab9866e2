package io.conclave.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real Chromium without a window, with an empty profile, that talks to nobody but the page under test.
 *
 * <p>Needs Debian's packages {@code chromium} and {@code chromium-driver}; a missing one fails the test and says so.
 */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /**
     * Starts one.
     *
     * @param width of the picture, CSS pixels
     * @param dark whether the page is told that its reader prefers dark
     */
    public static Browser start(int width, int height, boolean dark) throws IOException {
        var chromium = installed("chromium", "/usr/bin/chromium");
        var chromedriver = installed("chromium-driver", "/usr/bin/chromedriver");
        var profile = Files.createTempDirectory("conclave-browser");
        var options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        if (dark) {
            options.addArguments("--blink-settings=preferredColorScheme=0");
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .build();
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        driver.manage().window().setSize(new Dimension(width, height));
        return new Browser(profile, driver);
    }

    public void open(String url) {
        driver.get(url);
    }

    /** Waits until a script's answer is true; {@code what} tells a reader of the failure what was waited for. */
    public void until(String what, String script) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(
                        () -> "Not seen within " + PATIENCE.toSeconds() + " s: " + what + "; console: " + complaints())
                .until(_ -> Boolean.TRUE.equals(driver.executeScript("return " + script)));
    }

    /** What an expression is worth on the page: text, number, boolean or list. */
    public Object eval(String expression, Object... arguments) {
        var value = driver.executeScript("return " + expression, arguments);
        return value == null ? "null" : value;
    }

    /** What a promise on the page comes to. */
    public Object await(String promise, Object... arguments) {
        var value = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; (" + promise
                        + ").then(done, (fault) => done('failed: ' + fault));",
                arguments);
        return value == null ? "null" : value;
    }

    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** Focuses an element and types. The keys go to whatever then has the focus: a page may draw the element anew in between. */
    public void press(String selector, CharSequence... keys) {
        driver.executeScript("document.querySelector(arguments[0]).focus()", selector);
        var typing = new Actions(driver);
        for (var key : keys) {
            typing.sendKeys(key);
        }
        typing.perform();
    }

    public void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** The window as a PNG. */
    public byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** One element as a PNG. */
    public byte[] picture(String selector) {
        return driver.findElement(By.cssSelector(selector)).getScreenshotAs(OutputType.BYTES);
    }

    /** What the console complained about since the last call: errors and warnings, none if all is well. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Path installed(String debianPackage, String path) {
        var file = Path.of(path);
        if (!Files.isExecutable(file)) {
            throw new IllegalStateException(path
                    + " is missing: install it with apt-get install --no-install-recommends " + debianPackage + ".");
        }
        return file;
    }
}
