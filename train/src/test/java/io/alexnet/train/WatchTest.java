package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.Batch;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Real runs that get nowhere, and what is said of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
  private static final WatchSettings USUAL = WatchSettings.DEFAULT;

  @TempDir static Path shared;
  @TempDir Path directory;
  private Path store = Path.of("");

  @BeforeAll
  void prepare() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
  }

  private Training.Request request(double rate, Optional<Path> weights, WatchSettings watch) {
    TrainSettings base = Runs.SETTINGS;
    return new Training.Request(
            store,
            directory.resolve("run"),
            new TrainSettings(
                base.network(),
                base.augment(),
                base.optimiser().with(base.optimiser().epochs(), rate),
                base.validationShare(),
                base.seed()),
            OptionalInt.of(2),
            true,
            weights,
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT)
        .with(watch);
  }

  private List<Journal.Entry> journal(String event) {
    return Journal.read(directory.resolve("run")).stream()
        .filter(entry -> entry.event().equals(event))
        .toList();
  }

  /** Whether the journal has such a line of that step or a later one. */
  private boolean isSaid(String event, long step) {
    return journal(event).stream().anyMatch(entry -> entry.step() >= step);
  }

  private static WatchSettings flatAfter(int steps) {
    WatchSettings.Loss l = USUAL.loss();
    return new WatchSettings(
        new WatchSettings.Loss(
            l.steps(), l.cap(), l.exploded(), l.learnt(), l.noise(), l.flat(), l.chance(), steps),
        USUAL.divergence(),
        USUAL.health(),
        USUAL.stuck());
  }

  @Test
  void aRateOfNextToNothingGivesAFlatLossAndIsNamedAsTheCause() {
    Listener listener = new Listener();
    Runs.train(request(1e-9, Optional.empty(), flatAfter(6)), listener);
    assertThat(listener.notes)
        .filteredOn(note -> note.startsWith("after 6 steps the loss is still that of guessing"))
        .singleElement()
        .asString()
        .contains("likely causes: rate too low: a step changes the weights of ")
        .doesNotContain("initialisation")
        .doesNotContain("labels");
    assertThat(journal("flat-loss"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.details()).containsKeys("causes", "layers"));
  }

  /** The weights of an untrained network, the biases of one layer at -1000. */
  private Path weightsWithout(String layer) throws IOException {
    Path file = directory.resolve("weights.safetensors");
    try (AlexNet network = new AlexNet(Runs.SETTINGS.network().network(10), 1)) {
      SafeTensors.write(
          file,
          network.parameters().stream().map(one -> item(network, one, layer + ".bias")).toList());
    }
    return file;
  }

  private static Tensor item(AlexNet network, Parameter parameter, String spoilt) {
    if (!parameter.name().equals(spoilt)) {
      return network.weight(parameter);
    }
    float[] far = new float[(int) parameter.length()];
    Arrays.fill(far, -1000);
    return new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(far));
  }

  @Test
  void aLayerWithoutLifeIsCountedReportedAndNamedAsTheCauseOfAFlatLoss() throws IOException {
    Listener listener = new Listener();
    WatchSettings.Health h = USUAL.health();
    WatchSettings few =
        new WatchSettings(
            flatAfter(6).loss(),
            USUAL.divergence(),
            new WatchSettings.Health(
                h.variation(), h.slowUpdate(), h.fastUpdate(), h.deadUnits(), 10),
            USUAL.stuck());
    Runs.train(request(0.01, Optional.of(weightsWithout("conv3")), few), listener);

    assertThat(listener.epochs.get(0).deadUnits())
        .filteredOn(layer -> layer.layer().equals("conv3"))
        .singleElement()
        .satisfies(layer -> assertThat(layer.dead()).isEqualTo(layer.units()));
    assertThat(Files.readAllLines(directory.resolve("run/metrics.jsonl")))
        .hasSize(2)
        .allMatch(line -> line.contains("\"conv3\":{\"dead\":192,\"units\":192}"));
    assertThat(listener.notes)
        .filteredOn(note -> note.startsWith("units that are zero for all 30 validation images: "))
        .as("said once in two epochs")
        .singleElement()
        .asString()
        .contains("192 of 192 in conv3, ");
    assertThat(journal("dead-units")).hasSize(1);
    assertThat(listener.notes)
        .anyMatch(note -> note.contains("initialisation: every output of conv3 is zero"));
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aPipelineThatBringsNothingIsStuckUntilItDoes() throws Exception {
    Listener listener = new Listener();
    AtomicLong seconds = new AtomicLong();
    CountDownLatch held = new CountDownLatch(1);
    try (Run run =
        RunSetup.open(request(0.01, Optional.empty(), USUAL), listener, listener.control)) {
      Stopwatch trainer = new Stopwatch(run.workers());
      hold(run.workers(), held);
      listener.control.enter(State.RUNNING, 0);
      Flux<Batch> batches = run.batches(run.settings().augment()).from(0, 0);
      CompletableFuture<Boolean> trains =
          CompletableFuture.supplyAsync(
              () ->
                  Training.takeEach(
                      batches,
                      trainer,
                      batch -> {
                        listener.control.enter(State.RUNNING, batch.step() + 1);
                        return true;
                      }));
      await("the trainer waits", trainer::isWaiting);
      try (Watchdog dog =
          new Watchdog(
              run,
              trainer,
              listener.control,
              listener,
              USUAL.stuck(),
              () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
        dog.look();
        seconds.set(600);
        dog.look();
        assertThat(listener.control.isStuck()).isFalse();
        seconds.set(601);
        dog.look();
        assertThat(listener.control.isStuck()).isTrue();
        assertThat(listener.notes.get(listener.notes.size() - 1))
            .isEqualTo(
                "stuck: nothing has moved for 601 s, where a step takes 0.00 s: the trainer waits"
                    + " for images and the workers bring none; what every thread does is in"
                    + " stuck-00000000.txt");
        assertThat(directory.resolve("run/stuck-00000000.txt"))
            .content()
            .contains("Training.takeEach")
            .contains("WatchTest");

        held.countDown();
        assertThat(trains.get(5, TimeUnit.MINUTES)).isTrue();
        dog.look();
        assertThat(listener.control.isStuck()).isFalse();
        assertThat(journal("stuck")).hasSize(1);
        assertThat(journal("moves-again")).hasSize(1);
      }
    } finally {
      held.countDown();
    }
  }

  /** Keeps every worker busy with something else. */
  private static void hold(OrderedWorkers workers, CountDownLatch held) {
    CountDownLatch holding = new CountDownLatch(workers.most());
    workers
        .inOrder(
            Flux.range(0, workers.most()),
            one -> {
              holding.countDown();
              try {
                return held.await(10, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                return false;
              }
            })
        .subscribe();
    await("the workers are held", () -> holding.getCount() == 0);
  }

  @Test
  void aTrainerThatHangsInAStepIsNoticedWhileItHangs() {
    Listener listener =
        new Listener() {
          @Override
          public void step(StepInfo step) {
            super.step(step);
            if (steps.size() == 3) {
              WatchTest.await("called stuck", () -> isSaid("stuck", steps.size()));
            } else if (steps.size() == 4) {
              WatchTest.await("called moving", () -> isSaid("moves-again", 3));
            }
          }
        };
    WatchSettings quick =
        new WatchSettings(
            USUAL.loss(),
            USUAL.divergence(),
            USUAL.health(),
            new WatchSettings.Stuck(
                1,
                Duration.ofMillis(1),
                Duration.ofMinutes(5),
                Duration.ofMillis(1),
                Duration.ofMillis(1)));
    Runs.train(request(0.01, Optional.empty(), quick), listener);
    // At step 3 also of the wait for the next images, if that takes a millisecond.
    assertThat(journal("stuck"))
        .filteredOn(entry -> entry.step() == 3)
        .first()
        .matches(entry -> entry.details().toString().contains("the trainer is within a step"));
    assertThat(listener.control.isStuck()).as("after its end").isFalse();
  }
}
