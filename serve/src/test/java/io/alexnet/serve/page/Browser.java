package io.alexnet.serve.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, looked at as a person would: by labels and texts. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String INSTALL =
      "there is no Chromium to test the page with: apt-get install chromium chromium-driver";

  private final ChromeDriver driver;
  private final String address;

  private Browser(ChromeDriver driver, String address) {
    this.driver = driver;
    this.address = address;
  }

  /** Skips a test where it is not installed; fails it in continuous integration. */
  static void require() {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(there).as(INSTALL).isTrue();
    }
    assumeTrue(there, INSTALL);
  }

  /**
   * @param port where the daemon answers
   */
  static Browser open(int port) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900");
    options.setCapability("goog:loggingPrefs", logs);
    // Otherwise Selenium would look for one on the net.
    System.setProperty(ChromeDriverService.CHROME_DRIVER_EXE_PROPERTY, DRIVER.toString());
    return new Browser(new ChromeDriver(options), "http://localhost:" + port);
  }

  /** Opens the page and signs in by what a person sees. */
  void signIn(String token) {
    driver.get(address + "/");
    type("Token", token);
    press("Sign in");
  }

  /**
   * Looks at the page as somebody does whose system is set so.
   *
   * @param theme "light" or "dark"
   */
  void prefer(String theme) {
    Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", theme);
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    String asked = "return matchMedia('(prefers-color-scheme: %s)').matches".formatted(theme);
    await(theme + " theme", () -> script(asked).equals(true));
  }

  /** Looks at the page on a screen of that many pixels. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", true));
  }

  /** Shows another part of the page. */
  void go(String hash) {
    script("location.hash = arguments[0]", hash);
  }

  /** The button of that name that can be seen, once there is one. */
  WebElement button(String name) {
    return found(
        By.xpath("//button[normalize-space()='%s' or @aria-label='%s']".formatted(name, name)));
  }

  void press(String name) {
    button(name).click();
  }

  /** Writes into the field of that label. */
  void type(String label, String text) {
    WebElement field = field(label);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  WebElement field(String label) {
    String id =
        found(By.xpath("//label[normalize-space()='%s']".formatted(label))).getDomAttribute("for");
    return found(By.id(Objects.requireNonNull(id)));
  }

  /** The first element that can be seen, once there is one. */
  WebElement found(By by) {
    await(by.toString(), () -> driver.findElements(by).stream().anyMatch(WebElement::isDisplayed));
    return driver.findElements(by).stream()
        .filter(WebElement::isDisplayed)
        .findFirst()
        .orElseThrow();
  }

  /** What can be read on the page. */
  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** Waits until a text can be read. */
  void awaitText(String text) {
    await(text, () -> text().contains(text));
  }

  /** Waits until it is said what limits the speed, whatever that is on this machine. */
  void awaitVerdict() {
    await(
        "verdict",
        () -> {
          String text = text();
          return text.contains("is what limits the speed") || text.contains("are equally fast");
        });
  }

  /** Waits until something holds. */
  void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + Served.HANG.toNanos();
    while (!holdsNow(holds)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the page has no " + what + ", but:\n" + text());
      }
      Thread.onSpinWait();
    }
  }

  /** An element may be replaced while it is looked at. */
  private static boolean holdsNow(BooleanSupplier holds) {
    try {
      return holds.getAsBoolean();
    } catch (StaleElementReferenceException e) {
      return false;
    }
  }

  /** Presses a key wherever the focus is. */
  void key(CharSequence key) {
    new Actions(driver).sendKeys(key).perform();
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  Object script(String script, Object... arguments) {
    return Objects.requireNonNullElse(
        ((JavascriptExecutor) driver).executeScript(script, arguments), "");
  }

  /** Errors in the console since it was asked last. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Where requests were sent to: scheme, host and port. */
  private Set<String> asked() throws IOException {
    Set<String> hosts = new TreeSet<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = TrainingData.parse(entry.getMessage()).get("message");
      if (message.get("method").asText().equals("Network.requestWillBeSent")) {
        URI uri = URI.create(message.at("/params/request/url").asText());
        hosts.add(uri.getScheme() + "://" + uri.getAuthority());
      }
    }
    return hosts;
  }

  /**
   * Ends it. Fails if it asked anybody but its daemon, or if there are errors in the console that
   * nobody has looked at.
   */
  void closeUnremarked() throws IOException {
    try (this) {
      assertThat(asked()).containsExactly(address);
      assertThat(errors()).isEmpty();
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
