package io.alexnet.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser, before a real daemon that trains. */
final class PageTest {
  /** Anybody can name a folder so, and a folder's name is a class's. */
  private static final String HOSTILE = "<img src=x onerror=document.title='owned'>";

  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;
  private Browser browser;

  @BeforeAll
  static void train() throws Exception {
    Browser.require();
    TrainingData.write(data);
    addHostileClass(data.resolve("photos"));
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
    served.ask("POST", "/api/v1/runs", TrainingData.order("steered", 1000));
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
    try (Browser used = browser) {
      assertThat(used.asked()).containsExactly("http://localhost:" + served.port());
      assertThat(used.errors()).isEmpty();
    }
  }

  private void watch(String role) throws IOException {
    browser.signIn(served.token(role));
    browser.awaitText("New run");
    browser.go("#/run/steered");
    browser.found(By.xpath("//h1[starts-with(normalize-space(), 'steered')]"));
  }

  private WebElement curve(String title) {
    return browser.found(By.cssSelector("[role=img][aria-label^='%s, latest']".formatted(title)));
  }

  private String drawn(String title) {
    return browser
        .script("return arguments[0].querySelector('canvas').toDataURL()", (Object) curve(title))
        .toString();
  }

  private static void activate() throws IOException, InterruptedException {
    served.ask("POST", "/api/v1/runs/steered/activate", "");
    TrainingData.await(
        served, "/api/v1/runs/steered", run -> run.path("state").asText().equals("running"));
  }

  @Test
  void aWrongTokenIsRefusedAtItsFieldAndTheRightOneLetsIn() throws Exception {
    browser.signIn("0".repeat(64));
    browser.awaitText("This token is not one of the daemon's.");
    assertThat(browser.field("Token").getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(browser.text()).doesNotContain("steered");
    // The browser itself writes that it was answered 401.
    assertThat(browser.errors()).singleElement().asString().contains("/role").contains("401");
    watch("operator");
    assertThat(browser.text()).contains("steered", "operator", "Live");
  }

  @Test
  void curvesAndFiguresMoveWhileItTrains() throws Exception {
    activate();
    watch("viewer");
    String error = drawn("Error");
    String loss = drawn("Loss");
    String step = browser.found(By.cssSelector(".progress")).getText();
    browser.await("curve that moves", () -> !drawn("Error").equals(error));
    browser.await("curve that moves", () -> !drawn("Loss").equals(loss));
    browser.await(
        "progress", () -> !browser.found(By.cssSelector(".progress")).getText().equals(step));
    browser.awaitText("The network is what limits the speed");
  }

  @Test
  void pausingHoldsTheRunUntilItIsActivatedByKeysAlone() throws Exception {
    activate();
    watch("operator");
    focusByTab("Pause");
    assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.key(Keys.ENTER);
    TrainingData.await(
        served, "/api/v1/runs/steered", run -> run.path("state").asText().equals("paused"));
    browser.awaitText("Paused by operator");
    focusByTab("Activate");
    browser.key(Keys.ENTER);
    browser.awaitText("Activated by operator");
    TrainingData.await(
        served, "/api/v1/runs/steered", run -> run.path("state").asText().equals("running"));
  }

  private void focusByTab(String button) {
    browser.button(button);
    for (int i = 0; i < 40 && !browser.focused().getText().equals(button); i++) {
      browser.key(Keys.TAB);
    }
    assertThat(browser.focused().getText()).isEqualTo(button);
  }

  @Test
  void aChangedRateIsInTheJournalAndAWrongOneIsRefusedAtItsField() throws Exception {
    activate();
    watch("operator");
    browser.type("Learning rate", "-1");
    browser.press("Change");
    browser.awaitText("learning_rate must be a number above 0");
    assertThat(browser.field("Learning rate").getDomAttribute("aria-invalid")).isEqualTo("true");
    browser.type("Learning rate", "0.0025");
    browser.press("Change");
    browser.awaitText("In force from step");
    browser.awaitText(" to learning rate 0.0025 by operator");
    browser.await(
        "figure", () -> browser.found(By.cssSelector(".tiles")).getText().contains("0.0025"));
    browser.press("Take it back");
    browser.awaitText("Changed learning rate 0.0025 to learning rate ");
    // The browser itself writes that it was answered 422.
    assertThat(browser.errors()).singleElement().asString().contains("422");
  }

  @Test
  void aHostileClassNameIsShownAsText() throws Exception {
    TrainingData.await(
        served,
        "/api/v1/runs/steered/checkpoints",
        list -> list.findValuesAsText("best").contains("true"));
    watch("viewer");
    browser.found(By.xpath("//summary[.='Worst mistakes']")).click();
    browser.await("worst images", () -> browser.text().contains(HOSTILE));
    assertThat(browser.script("return document.querySelectorAll('img').length")).isEqualTo(0L);
    assertThat(browser.script("return document.title")).isEqualTo("AlexNet");
  }

  @Test
  void aViewerIsNotOfferedWhatWouldBeRefused() throws Exception {
    watch("viewer");
    assertThat(browser.text()).contains("Your token may look, not steer.");
    for (String verb : List.of("Pause", "Save now", "Cancel", "Change")) {
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
    browser.awaitText("next in the queue");
    assertThat(served.get("/api/v1/runs/ordered").body()).contains("\"epochs\":2");
    assertThat(browser.errors()).singleElement().asString().contains("400");
  }
}
