package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they train. In the suite a few times; as often as wanted by
 * {@code -Dstorm.kills=200}, {@code -Dstorm.seed=1} and {@code -Dstorm.moments=all}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillStormTest {
  private static final int KILLS = Integer.getInteger("storm.kills", 4);
  private static final long SEED = Long.getLong("storm.seed", 1);

  /** The longest a process lives after its first step, in milliseconds. */
  private static final int LIFE = 600;

  /** What is half written, and what is half deleted. */
  private static final Set<SaveMoment> FEW =
      EnumSet.of(SaveMoment.BEFORE_FORCING, SaveMoment.AMID_CLEARING_AWAY);

  @TempDir static Path scratch;
  private Path store = Path.of("");
  private Path whole = Path.of("");

  @BeforeAll
  void trainUndisturbed() throws Exception {
    store = Runs.store(Runs.folder(scratch), scratch.resolve("store"));
    whole = scratch.resolve("whole");
    Process undisturbed = train(whole, 2);
    undisturbed.inputReader().lines().forEach(line -> {});
    assertThat(undisturbed.waitFor()).isZero();
  }

  private Process start(Class<?> main, String... arguments) throws IOException {
    String classPath =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", "");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(java, "-Xmx512m", "-cp", classPath, main.getName(), store.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.redirectError(scratch.resolve("errors.txt").toFile()).start();
  }

  private Process train(Path run, int workers) throws IOException {
    return start(KilledRun.class, run.toString(), Integer.toString(workers));
  }

  /** The number of the next step that a process takes; -1 if it takes none any more. */
  private static long step(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("step ")) {
        return Long.parseLong(line.substring("step ".length()));
      }
    }
    return -1;
  }

  /** Opens all checkpoints; the step of the newest, 0 if there is none yet. */
  private static long saved(Path run) throws IOException {
    long newest = 0;
    for (Path checkpoint : CheckpointStore.of(run).list()) {
      newest = Checkpoint.open(checkpoint).state().step();
    }
    return newest;
  }

  @Test
  void aRunKilledAtRandomMomentsEndsAsOneThatWasNot() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    int kills = 0;
    int starts = 0;
    int runs = 0;
    long mostRepeated = 0;
    while (kills < KILLS) {
      Path run = scratch.resolve("run-" + runs);
      for (boolean ended = false; !ended; starts++) {
        long before = saved(run);
        Process process = train(run, 1 + starts % 4);
        BufferedReader lines = process.inputReader();
        long taken = step(lines);
        if (taken >= 0) {
          assertThat(taken).as("first step of start %d", starts).isEqualTo(before + 1);
        }
        if (kills < KILLS && !process.waitFor(random.nextInt(LIFE), TimeUnit.MILLISECONDS)) {
          // Of the handle: that of the process would close what it has said.
          process.toHandle().destroyForcibly();
        }
        for (long next = step(lines); next >= 0; next = step(lines)) {
          taken = next;
        }
        int code = process.waitFor();
        assertThat(code).isIn(0, DyingRun.EXIT_CODE);
        ended = code == 0;
        if (!ended) {
          kills++;
          long repeated = taken - saved(run);
          mostRepeated = Math.max(mostRepeated, repeated);
          assertThat(repeated).as("steps lost by kill %d", kills).isLessThanOrEqualTo(2);
        }
      }
      assertThat(Runs.digests(run)).as("run %d", runs).isEqualTo(Runs.digests(whole));
      runs++;
    }
    System.out.printf(
        "kill storm, seed %d: %d kills, %d starts, %d runs, 0 lost, %d steps repeated at most%n",
        SEED, kills, starts, runs, mostRepeated);
  }

  @Test
  void aRunThatDiesAtEachNamedMomentOfASaveEndsAsOneThatDidNot() throws Exception {
    boolean all = System.getProperty("storm.moments", "").equals("all");
    for (SaveMoment moment : all ? EnumSet.allOf(SaveMoment.class) : FEW) {
      Path run = scratch.resolve("dies-" + moment);
      assertThat(die(run, moment, 1)).as("%s", moment).isEqualTo(DyingRun.EXIT_CODE);
      saved(run);
      assertThat(die(run, moment, Integer.MAX_VALUE)).as("%s", moment).isZero();
      assertThat(Runs.digests(run)).as("%s", moment).isEqualTo(Runs.digests(whole));
    }
  }

  private int die(Path run, SaveMoment moment, int time) throws Exception {
    Process process = start(DyingRun.class, run.toString(), moment.name(), Integer.toString(time));
    process.inputReader().lines().forEach(line -> {});
    return process.waitFor();
  }
}
