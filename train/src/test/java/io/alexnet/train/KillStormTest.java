package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they train. In the suite a few times; as often as wanted by
 * {@code -Dstorm.kills=200}, {@code -Dstorm.seed=1} and {@code -Dstorm.moments=all}, or some by
 * their names.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // Of 200 kills and more; a process by itself has less.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillStormTest {
  private static final int KILLS = Integer.getInteger("storm.kills", 4);
  private static final long SEED = Long.getLong("storm.seed", 1);

  /** What is half written, and what is half deleted. */
  private static final String FEW = SaveMoment.BEFORE_FORCING + "," + SaveMoment.AMID_CLEARING_AWAY;

  private static final String MOMENTS = System.getProperty("storm.moments", FEW);

  /** The longest a process lives after its first step, and the longest from its start. */
  private static final int LIFE_MS = 1500;

  private static final int EARLY_LIFE_MS = 3000;
  private static final int UNDISTURBED_WORKERS = 2;

  /** Then it may come to its end, and another one is begun. */
  private static final int MOST_KILLS_OF_A_RUN = 5;

  /** Enough to know. */
  private static final int MOST_LOST = 10;

  @TempDir static Path scratch;
  private Path store = Path.of("");
  private Path whole = Path.of("");

  @BeforeAll
  void trainUndisturbed() throws Exception {
    store = Runs.store(Runs.folder(scratch), scratch.resolve("store"));
    whole = scratch.resolve("whole");
    try (TrainingProcess undisturbed = train(whole, UNDISTURBED_WORKERS, 1, 100)) {
      assertThat(undisturbed.end()).isZero();
    }
  }

  private TrainingProcess train(Path run, int workers, int interval, int kept) throws IOException {
    return new TrainingProcess(
        scratch.resolve("errors.txt"), KilledRun.class, store, run, workers, interval, kept);
  }

  /** The step of the newest checkpoint, 0 if there is none yet. Each is as if never disturbed. */
  private long saved(Path run) throws IOException {
    long newest = 0;
    for (Path checkpoint : CheckpointStore.of(run).list()) {
      newest = Checkpoint.open(checkpoint).state().step();
      Path undisturbed = whole.resolve("checkpoints").resolve(checkpoint.getFileName());
      assertThat(Runs.digestsOf(checkpoint))
          .as("%s", checkpoint)
          .isEqualTo(Runs.digestsOf(undisturbed));
    }
    return newest;
  }

  /** What came of the kills. */
  private static final class Toll {
    private final List<String> lost = new ArrayList<>();
    private int kills;
    private int killsWithOtherWorkers;
    private int starts;
    private long mostSteps;
    private double mostIntervals;
    private double mostUnsaved;

    @Override
    public String toString() {
      return "%d kills, %d of them with other numbers of workers, %d starts, %d runs lost; repeated: %d steps at most, %.2f intervals at most, %.2f of what was begun to be saved"
          .formatted(
              kills,
              killsWithOtherWorkers,
              starts,
              lost.size(),
              mostSteps,
              mostIntervals,
              mostUnsaved);
    }
  }

  @Test
  void aRunKilledAtRandomMomentsEndsAsOneThatWasNot() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Toll toll = new Toll();
    int runs = 0;
    while (toll.kills < KILLS && toll.lost.size() < MOST_LOST) {
      Path run = scratch.resolve("run-" + runs);
      try {
        storm(run, random, 1 + runs % 3, runs % 2 == 1, toll);
      } catch (AssertionError e) {
        toll.lost.add("run %d: %s".formatted(runs, e.getMessage()));
      }
      runs++;
    }
    System.out.printf("kill storm, seed %d: %d runs, %s%n", SEED, runs, toll);
    assertThat(toll.lost).isEmpty();
    assertThat(toll.mostUnsaved).isLessThanOrEqualTo(1);
    // A save that takes longer than it is waited for is over before the next one begins.
    assertThat(toll.mostIntervals).isLessThanOrEqualTo(2);
  }

  /**
   * Kills a run until it has been killed often enough, and lets it come to its end.
   *
   * @param interval steps from one save to the next
   * @param others whether every process has another number of workers
   */
  private void storm(Path run, SplittableRandom random, int interval, boolean others, Toll toll)
      throws Exception {
    int mostKills = Math.min(KILLS, toll.kills + MOST_KILLS_OF_A_RUN);
    for (int code = TrainingProcess.KILLED; code != 0; toll.starts++) {
      long before = saved(run);
      int workers = others ? 1 + toll.starts % 4 : UNDISTURBED_WORKERS;
      try (TrainingProcess process = train(run, workers, interval, 3)) {
        if (toll.kills < mostKills) {
          kill(process, random, before);
        }
        code = process.end();
        assertThat(code).isIn(0, TrainingProcess.KILLED);
        if (code == TrainingProcess.KILLED) {
          toll.kills++;
          toll.killsWithOtherWorkers += others ? 1 : 0;
          long saved = saved(run);
          assertThat(saved).as("after a death").isGreaterThanOrEqualTo(before);
          long repeated = process.taken() - saved;
          double unsaved = process.begun() - saved;
          toll.mostSteps = Math.max(toll.mostSteps, repeated);
          toll.mostIntervals = Math.max(toll.mostIntervals, (double) repeated / interval);
          toll.mostUnsaved = Math.max(toll.mostUnsaved, unsaved / interval);
        }
      }
    }
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
  }

  /** One in four while it may still be starting; the others after their first step. */
  private static void kill(TrainingProcess process, SplittableRandom random, long before)
      throws Exception {
    if (random.nextInt(4) == 0) {
      process.killAfter(random.nextInt(EARLY_LIFE_MS));
      return;
    }
    boolean speaks = true;
    while (speaks && process.taken() < 0) {
      speaks = process.hear();
    }
    if (process.taken() >= 0) {
      assertThat(process.taken()).as("first step").isEqualTo(before + 1);
    }
    process.killAfter(random.nextInt(LIFE_MS));
  }

  @Test
  void aRunThatDiesAtEachNamedMomentOfASaveEndsAsOneThatDidNot() throws Exception {
    int deaths = 0;
    for (SaveMoment moment : moments()) {
      // Some moments come less often than others: the best changes but a few times.
      for (int time : MOMENTS.equals(FEW) ? new int[] {2} : new int[] {1, 2, 5}) {
        Path run = scratch.resolve("dies-%s-%d".formatted(moment, time));
        int code = die(run, moment, time);
        if (time == 1 || code != 0) {
          assertThat(code).as("%s, time %d", moment, time).isEqualTo(TrainingProcess.KILLED);
          deaths++;
          saved(run);
          assertThat(die(run, moment, Integer.MAX_VALUE)).as("%s, time %d", moment, time).isZero();
        }
        assertThat(Runs.digests(run))
            .as("%s, time %d", moment, time)
            .isEqualTo(Runs.digests(whole));
      }
    }
    System.out.printf("%d deaths at %d moments of a save%n", deaths, moments().size());
    assertThat(deaths).isGreaterThanOrEqualTo(moments().size());
  }

  private static Collection<SaveMoment> moments() {
    return MOMENTS.equals("all")
        ? EnumSet.allOf(SaveMoment.class)
        : Arrays.stream(MOMENTS.split(",")).map(SaveMoment::valueOf).toList();
  }

  private int die(Path run, SaveMoment moment, int time) throws Exception {
    try (TrainingProcess process =
        new TrainingProcess(
            scratch.resolve("errors.txt"), DyingRun.class, store, run, moment, time)) {
      return process.end();
    }
  }
}
