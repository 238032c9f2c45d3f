package io.alexnet.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
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
  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;
  private Browser browser;

  @BeforeAll
  static void train() throws Exception {
    Browser.require();
    TrainingData.write(data);
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
    served.ask("POST", "/api/v1/runs", TrainingData.order("steered", 1000));
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
    browser.awaitVerdict();
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
}
