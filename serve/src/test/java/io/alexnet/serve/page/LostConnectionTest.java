package io.alexnet.serve.page;

import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The page while its daemon is away. */
final class LostConnectionTest {
  @Test
  void itSaysSoConnectsAgainAndFillsTheGap(@TempDir Path data, @TempDir Path runs)
      throws Exception {
    Browser.require();
    TrainingData.write(data);
    String root = data.toString();
    Served first = Served.start(runs, "alexnet.serve.data-roots", root);
    int port = first.port();
    try (Browser browser = Browser.open(port)) {
      first.ask("POST", "/api/v1/runs", TrainingData.order("watched", 1000));
      TrainingData.await(first, "/api/v1/runs/watched", run -> run.path("step").asLong() > 0);
      browser.signIn(first.token("viewer"));
      browser.awaitText("Live");
      first.close();
      browser.awaitText("Connection lost, trying again");
      try (Served second =
          Served.start(runs, "alexnet.serve.data-roots", root, "alexnet.serve.port", port)) {
        browser.awaitText("Live");
        // Written while nobody listened.
        browser.awaitText("Stopped at");
        browser.awaitText("Went on from");
        String step = browser.found(By.cssSelector(".progress")).getText();
        browser.await(
            "progress", () -> !browser.found(By.cssSelector(".progress")).getText().equals(step));
        TrainingData.await(second, "/api/v1/runs/watched", run -> run.path("step").asLong() > 0);
      }
    }
  }
}
