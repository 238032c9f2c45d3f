package io.alexnet.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page before a daemon whose run is paused: what it offers, and whether all can use it. */
final class StillPageTest {
  /** Anybody can name a folder so, and a folder's name is a class's. */
  private static final String HOSTILE = "<img src=x onerror=document.title='owned'>";

  private static final int MOST_CONTROLS = 120;

  /** The next tab key goes to what is first in the page. */
  private static final String BEGIN_AT_THE_TOP =
      """
      window.passed = [];
      window.unseen = [];
      window.covered = [];
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
      """;

  /** Notes what has the focus, and whether that can be seen; false where it had it before. */
  private static final String NOTE_FOCUS =
      """
      const now = document.activeElement;
      if (passed.includes(now) || now === document.body) {
        return false;
      }
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(now);
      const ring = document.createElement("i");
      ring.style.color = "var(--focus)";
      document.body.append(ring);
      if (outlineStyle !== "solid" || parseFloat(outlineWidth) < 2 || outlineColor !== getComputedStyle(ring).color) {
        unseen.push(`${now.outerHTML}: ${outlineStyle} ${outlineWidth} ${outlineColor}`);
      }
      ring.remove();
      passed.push(now);
      return true;
      """;

  /** Notes what has the focus where the bar lies over it. */
  private static final String NOTE_COVERED =
      """
      const now = document.activeElement;
      const bar = document.querySelector(".bar");
      if (!now.closest(".bar, .skip") && now.getBoundingClientRect().top < bar.getBoundingClientRect().bottom) {
        covered.push(now.outerHTML);
      }
      """;

  /** What is wider than the screen, but for what scrolls by itself. */
  private static final String STICKS_OUT =
      """
      return [...document.body.querySelectorAll("*")]
        .filter((one) => one.checkVisibility() && !one.closest(".scroll, .unseen, .mistakes p"))
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
        .map((one) => one.outerHTML.slice(0, 200));
      """;

  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;
  private Browser browser;

  @BeforeAll
  static void trainAnEpochAndPause() throws Exception {
    Browser.require();
    TrainingData.write(data);
    addHostileClass(data.resolve("photos"));
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
    served.ask("POST", "/api/v1/runs", TrainingData.order("still", 1000));
    served.ask("POST", "/api/v1/runs", TrainingData.order("waiting", 1));
    TrainingData.await(
        served,
        "/api/v1/runs/still/checkpoints",
        list -> list.findValuesAsText("best").contains("true"));
    served.ask("POST", "/api/v1/runs/still/pause", "");
    TrainingData.await(
        served, "/api/v1/runs/still", run -> run.path("state").asText().equals("paused"));
  }

  /** So many validation images that some are among the worst, or what others are taken for. */
  private static void addHostileClass(Path photos) throws IOException {
    for (String split : List.of("train", "val")) {
      Path hostile = Files.createDirectory(photos.resolve(split).resolve(HOSTILE));
      try (Stream<Path> pictures = Files.list(photos.resolve(split).resolve("disc"))) {
        List<Path> few = pictures.toList();
        for (int i = 0; i < 30; i++) {
          Files.copy(few.get(i % few.size()), hostile.resolve(i + ".jpg"));
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    // There is none where there is no browser.
    if (served != null) {
      served.close();
    }
  }

  @BeforeEach
  void open() {
    browser = Browser.open(served.port());
  }

  @AfterEach
  void nothingIsAskedElsewhereAndNothingGoesWrongUnseen() throws IOException {
    browser.closeUnremarked();
  }

  private void watch(String role) throws IOException {
    browser.signIn(served.token(role));
    browser.awaitText("New run");
    browser.go("#/run/still");
    browser.awaitVerdict();
  }

  private void lookAtTheWorst() {
    browser.found(By.xpath("//summary[.='Worst mistakes']")).click();
    browser.await("worst images", () -> browser.text().contains(HOSTILE));
  }

  @Test
  void aWrongTokenIsRefusedAtItsFieldAndTheRightOneLetsIn() throws Exception {
    browser.signIn("0".repeat(64));
    browser.awaitText("This token is not one of the daemon's.");
    assertThat(browser.field("Token").getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(browser.text()).doesNotContain("still");
    // The browser itself writes that it was answered 401.
    assertThat(browser.errors()).singleElement().asString().contains("/role").contains("401");
    watch("operator");
    assertThat(browser.text()).contains("still", "operator", "Live");
  }

  @Test
  void aViewerIsNotOfferedWhatWouldBeRefused() throws Exception {
    watch("viewer");
    assertThat(browser.text()).contains("Your token may look, not steer.");
    for (String verb : List.of("Activate", "Save now", "Cancel", "Change")) {
      assertThat(browser.button(verb).isEnabled()).as(verb).isFalse();
    }
  }

  @Test
  void aRunIsOrderedAndWhatIsWrongWithItIsSaidAtItsField() throws Exception {
    browser.signIn(served.token("operator"));
    browser.awaitText("New run");
    browser.go("#/new");
    browser.type("Name", "ordered");
    browser.type("Data", "../elsewhere");
    browser.press("Order the run");
    browser.awaitText("data is no directory below one of the daemon's data roots");
    assertThat(browser.field("Data").getDomAttribute("aria-invalid")).isEqualTo("true");
    browser.type("Data", "photos");
    browser.type("Epochs", "2");
    browser.press("Order the run");
    browser.awaitText("in the queue");
    assertThat(served.get("/api/v1/runs/ordered").body()).contains("\"epochs\":2");
    assertThat(browser.errors()).singleElement().asString().contains("400");
  }

  @Test
  void whatALinkComparesIsTickedInTheList() throws Exception {
    watch("viewer");
    browser.go("#/compare/still,waiting");
    browser.button("Compare 2 runs");
    assertThat(
            list(
                "return [...document.querySelectorAll('#runs :checked')].map((one) => one.ariaLabel)"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .containsExactlyInAnyOrder("Compare still", "Compare waiting");
  }

  @Test
  void aHostileClassNameIsShownAsText() throws Exception {
    watch("viewer");
    lookAtTheWorst();
    assertThat(browser.script("return document.querySelectorAll('img').length")).isEqualTo(0L);
    assertThat(browser.script("return document.title")).isEqualTo("AlexNet");
  }

  @Test
  void everythingCanBeReadInEitherTheme() throws Exception {
    browser.signIn("0".repeat(64));
    browser.awaitText("This token is not one of the daemon's.");
    requireContrast(8);
    watch("operator");
    lookAtTheWorst();
    browser.type("Learning rate", "-1");
    browser.press("Change");
    browser.awaitText("learning_rate must be a number above 0");
    requireContrast(150);
    browser.script("scrollTo(0, 0)");
    browser.press("Cancel");
    browser.button("Keep it as it is");
    requireContrast(150);
    browser.press("Keep it as it is");
    browser.go("#/new");
    browser.field("Data");
    requireContrast(20);
    browser.go("#/compare/still,waiting");
    browser.found(By.cssSelector(".chart"));
    requireContrast(20);
    // The browser itself writes that it was answered 401, and 422.
    assertThat(browser.errors()).hasSize(2);
  }

  private void requireContrast(int least) {
    for (String theme : List.of("light", "dark")) {
      browser.prefer(theme);
      Contrast contrast = Contrast.of(browser);
      assertThat(contrast.faint()).as(theme).isEmpty();
      assertThat(contrast.looked()).as(theme).isGreaterThanOrEqualTo(least);
    }
  }

  @Test
  void anAddressThatCannotBeReadIsAnswered() throws Exception {
    watch("viewer");
    for (String address : List.of("#/run/%", "#/compare/%,still")) {
      browser.go("#/run/still");
      browser.found(By.xpath("//h1[starts-with(normalize-space(), 'still')]"));
      browser.go(address);
      assertThat(browser.found(By.cssSelector("main [role=alert]")).getText())
          .as(address)
          .startsWith("a run's name has 1 to 64");
    }
    // The browser itself writes that it was answered 400.
    assertThat(browser.errors()).hasSize(2).allMatch(error -> error.contains("400"));
  }

  @Test
  void theTabKeyComesByEveryControlInTheOrderOfThePageAndShowsWhereItIs() throws Exception {
    watch("operator");
    browser.button("Activate");
    browser.script(BEGIN_AT_THE_TOP);
    int passed = 0;
    do {
      browser.key(Keys.TAB);
      passed++;
    } while (browser.script(NOTE_FOCUS).equals(true) && passed < MOST_CONTROLS);
    assertThat(passed).isBetween(15, MOST_CONTROLS - 1);
    assertThat(list("return unseen")).as("focus that cannot be seen").isEmpty();
    assertThat(
            list(
                """
                return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
                  .filter((one) => one.checkVisibility() && !one.matches(":disabled") && !passed.includes(one))
                  .map((one) => one.outerHTML);
                """))
        .as("not come by")
        .isEmpty();
    assertThat(
            list(
                """
                return passed
                  .filter((one, i) => i > 0 && !(passed[i - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))
                  .map((one) => one.outerHTML);
                """))
        .as("come by before what stands above it")
        .isEmpty();
    for (int back = 2; back < passed; back++) {
      browser.key(Keys.chord(Keys.SHIFT, Keys.TAB));
      browser.script(NOTE_COVERED);
    }
    assertThat(list("return covered")).as("beneath the bar").isEmpty();
  }

  private List<?> list(String script) {
    return (List<?>) browser.script(script);
  }

  @Test
  void nothingSticksOutOfThePageOnAPhone() throws Exception {
    browser.resize(390, 844);
    watch("operator");
    lookAtTheWorst();
    assertThat(list(STICKS_OUT)).isEmpty();
    browser.go("#/new");
    browser.field("Data");
    assertThat(list(STICKS_OUT)).isEmpty();
    browser.go("#/");
    browser.found(By.linkText("New run"));
    assertThat(list(STICKS_OUT)).isEmpty();
  }
}
