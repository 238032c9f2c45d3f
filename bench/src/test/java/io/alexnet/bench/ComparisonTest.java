package io.alexnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real child processes, whose times are made up. */
class ComparisonTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @TempDir Path directory;
  private Path turns = Path.of("");

  @BeforeEach
  void makeFile() throws IOException {
    turns = Files.createFile(directory.resolve("turns"));
  }

  @Test
  void sidesTakeTurnsAndEachGoesFirstInEverySecondPair() throws IOException {
    List<String> heard = new ArrayList<>();
    measure(1, 3, heard);
    assertThat(Files.readString(turns)).as("one warm-up, three pairs").isEqualTo("BA" + "ABBAAB");
    assertThat(heard).hasSize(4);
    assertThat(heard.get(0)).startsWith("warm-up");
    assertThat(heard.get(1)).startsWith("pair 1").contains("50.0 images/s A", "ratio 0.500");
  }

  @Test
  void theRatioIsOursOverThePeersAndWarmUpsDoNotCount() {
    Comparison result = measure(2, 3, new ArrayList<>());
    assertThat(result.ours().seconds()).containsExactly(2.0, 2.0, 2.0);
    assertThat(result.peer().seconds()).containsExactly(1.0, 1.0, 1.0);
    assertThat(result.ours().rate()).as("100 images in 2 seconds").isEqualTo(50);
    assertThat(result.ratio()).isEqualTo(0.5, within(1e-9));
    assertThat(result.ours().description()).isEqualTo("a child called A");
  }

  private Comparison measure(int warmUps, int pairs, List<String> heard) {
    try (RunningSide ours = new RunningSide(ChildProgram.side("A", 2, turns, 99), TIMEOUT);
        RunningSide peer = new RunningSide(ChildProgram.side("B", 1, turns, 99), TIMEOUT)) {
      return Comparison.measure("figure", ours, peer, warmUps, pairs, heard::add);
    }
  }

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Comparison.median(9, 1, 2)).isEqualTo(2);
    assertThat(Comparison.median(9, 1, 2, 4)).isEqualTo(3);
    assertThat(Comparison.median(7)).isEqualTo(7);
  }

  @Test
  void theMedianRatioIsThatOfPairsNotOfMedians() {
    Comparison result =
        new Comparison(
            "figure",
            new Comparison.Timed("A", "", 1, List.of(1.0, 2.0, 3.0)),
            new Comparison.Timed("B", "", 1, List.of(3.0, 2.0, 6.0)));
    assertThat(result.ratios()).containsExactly(3, 1, 2);
    assertThat(result.ratio()).isEqualTo(2, within(1e-9));
  }
}
