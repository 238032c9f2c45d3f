package io.alexnet.augment;

import static io.alexnet.augment.Fixtures.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.EpochOrder;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineTimes;
import io.alexnet.common.Stage;
import io.alexnet.ingest.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Back-pressure, cancel and failure, with batches of 4 in a ring of 2, of 60 images. */
class BatchStreamTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long SEED = 1;
  private static final int THREADS = 4;
  private static final int BATCH = 4;
  private static final int BUFFERS = 2;

  private final OrderedWorkers workers = new OrderedWorkers(THREADS, "stream-test");
  private final ConcurrentLinkedQueue<Throwable> dropped = new ConcurrentLinkedQueue<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger reading = new AtomicInteger();

  @BeforeEach
  void watchDroppedErrors() {
    Hooks.onErrorDropped(dropped::add);
  }

  @AfterEach
  void nothingIsLeft() {
    workers.close();
    Hooks.resetOnErrorDropped();
    assertThat(dropped).as("errors that reached nobody").isEmpty();
  }

  @Test
  void aStalledConsumerStopsTheWorkersAtAFullRing() {
    Consumer consumer = new Consumer(false);
    batches(place -> {}).subscribe(consumer);
    consumer.await(BUFFERS);
    assertIdle();
    assertThat(reads).hasValue(BUFFERS * BATCH);
    consumer.held.remove().close();
    consumer.await(BUFFERS + 1);
    assertIdle();
    assertThat(reads).as("one buffer more").hasValue((BUFFERS + 1) * BATCH);
    consumer.cancel();
  }

  @Test
  void thePipelineIsHeldBackFromWhenTheRingIsFullUntilTheEnd() {
    Consumer consumer = new Consumer(false);
    batches(place -> {}).subscribe(consumer);
    consumer.await(BUFFERS);
    assertIdle();
    long full = workers.meter().sample().heldBackNanos();
    long later = workers.meter().sample().heldBackNanos();
    assertThat(later).as("a wait that lasts").isGreaterThan(full).isPositive();
    consumer.cancel();
    long end = workers.meter().sample().heldBackNanos();
    assertThat(workers.meter().sample().heldBackNanos()).isEqualTo(end);
  }

  @Test
  void thePipelineIsNotHeldBackWhileAPlaceWaitsForAWorker() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(THREADS);
    CountDownLatch on = new CountDownLatch(1);
    Consumer consumer = new Consumer(false);
    batches(
            place -> {
              busy.countDown();
              await(on);
            })
        .subscribe(consumer);
    assertThat(busy.await(5, TimeUnit.MINUTES)).isTrue();
    long before = workers.meter().sample().heldBackNanos();
    assertThat(workers.meter().sample().heldBackNanos()).isEqualTo(before);
    on.countDown();
    consumer.await(BUFFERS);
    assertIdle();
    assertThat(workers.meter().sample().heldBackNanos()).isGreaterThan(before);
    consumer.cancel();
  }

  @Test
  void everyImageIsCountedInItsStageOnce() {
    Consumer consumer = new Consumer(true);
    batches(place -> {}).subscribe(consumer);
    consumer.awaitEnd();
    assertIdle();
    PipelineTimes times = workers.meter().sample();
    assertThat(times.busy(Stage.AUGMENT).images()).isEqualTo(60);
    assertThat(times.busyNanos()).isEqualTo(times.busy(Stage.AUGMENT).nanos()).isPositive();
  }

  @Test
  void aConsumerThatAsksForOneHasTheRingFilledBehindIt() {
    int large = 20;
    StepVerifier.create(batches(large, place -> {}), 1)
        .expectNextCount(1)
        .then(this::assertIdle)
        .then(() -> assertThat(reads).hasValue(BUFFERS * large))
        .thenCancel()
        .verify(LIMIT);
  }

  @Test
  void theNextBatchBeginsWhileTheTailOfThisOneIsUnderWay() throws InterruptedException {
    CountDownLatch tail = new CountDownLatch(1);
    CountDownLatch next = new CountDownLatch(1);
    Consumer consumer = new Consumer(true);
    batches(
            place -> {
              if (place == BATCH) {
                await(tail);
              } else if (place == BATCH + 2) {
                next.countDown();
              }
            })
        .subscribe(consumer);
    assertThat(next.await(5, TimeUnit.MINUTES)).isTrue();
    assertThat(consumer.received).hasValue(0);
    tail.countDown();
    consumer.awaitEnd();
    assertThat(consumer.received).hasValue(60 / BATCH);
  }

  @Test
  void aSlowImageKeepsNoWorkerIdleUntilTheyAreABatchAhead() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(BUFFERS * BATCH - 1);
    Consumer consumer = new Consumer(true);
    batches(
            place -> {
              if (place == 1) {
                await(slow);
              } else {
                others.countDown();
              }
            })
        .subscribe(consumer);
    assertThat(others.await(5, TimeUnit.MINUTES)).isTrue();
    slow.countDown();
    consumer.awaitEnd();
    assertThat(consumer.received).hasValue(60 / BATCH);
  }

  @Test
  void aConsumerOnAThreadOfItsOwnGetsEverything() {
    StepVerifier.create(
            batches(place -> {})
                .publishOn(Schedulers.single(), 1)
                .doOnNext(Batch::close)
                .map(Batch::step)
                .collectList())
        .assertNext(steps -> assertThat(steps).hasSize(15).isSorted())
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void closingTwiceFreesTheBufferOnce() {
    Consumer consumer = new Consumer(false);
    batches(place -> {}).subscribe(consumer);
    consumer.await(BUFFERS);
    Batch first = consumer.held.remove();
    first.close();
    consumer.await(BUFFERS + 1);
    // Its buffer belongs to the third batch by now, and the fifth must wait for that.
    first.close();
    consumer.held.remove().close();
    consumer.await(BUFFERS + 2);
    assertIdle();
    assertThat(reads).hasValue((BUFFERS + 2) * BATCH);
    consumer.cancel();
  }

  @Test
  void cancellingAtAnyMomentLeavesNoWorkerBusy() throws InterruptedException {
    KeyedRandom random = KeyedRandom.of(1, 0, 0, Purpose.ORDER);
    for (int run = 0; run < 1_000; run++) {
      int moment = 1 + random.nextInt(BUFFERS * BATCH);
      boolean closing = random.nextBoolean();
      boolean blocking = random.nextBoolean();
      CountDownLatch now = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      reads.set(0);
      Consumer consumer = new Consumer(closing);
      batches(
              place -> {
                if (place == moment) {
                  now.countDown();
                }
                if (blocking && place >= moment) {
                  await(never);
                }
              })
          .subscribe(consumer);
      assertThat(now.await(5, TimeUnit.MINUTES)).isTrue();
      consumer.cancel();
      assertIdle();
    }
  }

  @Test
  void failingAtAnyMomentEndsTheStreamAndLeavesNoWorkerBusy() {
    KeyedRandom random = KeyedRandom.of(2, 0, 0, Purpose.ORDER);
    for (int run = 0; run < 1_000; run++) {
      int moment = 1 + random.nextInt(60);
      boolean all = random.nextBoolean();
      Throwable failure =
          switch (random.nextInt(3)) {
            case 0 -> new IllegalArgumentException("a bug");
            case 1 -> new OutOfMemoryError("not really");
            default -> new NoClassDefFoundError("not really");
          };
      reads.set(0);
      Consumer consumer = new Consumer(true);
      batches(
              place -> {
                if (place == moment || (all && place > moment)) {
                  BatchStreamTest.<RuntimeException>sneak(failure);
                }
              })
          .subscribe(consumer);
      Throwable error = consumer.awaitEnd();
      assertThat(error instanceof IllegalStateException ? error.getCause() : error)
          .isSameAs(failure);
      assertThat(consumer.received.get()).isLessThanOrEqualTo((moment - 1) / BATCH);
      assertIdle();
    }
  }

  @Test
  void aBatchReceivedBeforeACancelStaysAsItIs() {
    Consumer consumer = new Consumer(false);
    batches(place -> {}).subscribe(consumer);
    consumer.await(1);
    Batch batch = consumer.held.element();
    String before = Fixtures.digest(batch);
    consumer.cancel();
    Consumer another = new Consumer(true);
    batches(place -> {}).subscribe(another);
    another.awaitEnd();
    assertIdle();
    assertThat(Fixtures.digest(batch)).isEqualTo(before);
  }

  @Test
  void theNextEpochIsFilledInTheMemoryOfTheOneBefore() {
    Flux<Batch> epoch = batches(place -> {});
    List<float[]> first = memory(epoch);
    assertThat(first).hasSize(BUFFERS);
    assertThat(memory(epoch)).hasSize(BUFFERS).allMatch(array -> isAmong(first, array));
  }

  @Test
  void aBatchThatIsStillHeldWhenTheNextEpochBeginsStaysAsItIs() {
    Flux<Batch> epoch = batches(place -> {});
    Batch last =
        epoch
            .doOnNext(BatchStreamTest::closeUnlessLast)
            .takeLast(1)
            .toStream()
            .findFirst()
            .orElseThrow();
    String before = Fixtures.digest(last);
    assertThat(memory(epoch)).noneMatch(array -> array == last.images());
    assertThat(Fixtures.digest(last)).isEqualTo(before);
  }

  @Test
  void whatACancelledEpochLeftBehindIsNotUsedAgain() {
    Flux<Batch> epoch = batches(place -> {});
    Consumer consumer = new Consumer(false);
    epoch.subscribe(consumer);
    consumer.await(BUFFERS);
    List<float[]> left = consumer.held.stream().map(Batch::images).toList();
    consumer.held.forEach(Batch::close);
    consumer.cancel();
    assertThat(memory(epoch)).hasSize(BUFFERS).noneMatch(array -> isAmong(left, array));
  }

  private static void closeUnlessLast(Batch batch) {
    if (batch.step() < 60 / BATCH - 1) {
      batch.close();
    }
  }

  /** The arrays, each once, in which the batches of an epoch are filled. */
  private static List<float[]> memory(Flux<Batch> epoch) {
    List<float[]> arrays = new ArrayList<>();
    epoch
        .doOnNext(
            batch -> {
              if (!isAmong(arrays, batch.images())) {
                arrays.add(batch.images());
              }
              batch.close();
            })
        .blockLast(LIMIT);
    return arrays;
  }

  private static boolean isAmong(List<float[]> arrays, float[] array) {
    return arrays.stream().anyMatch(known -> known == array);
  }

  /** Batches of one epoch; {@code hook} hears the place in the epoch of each read, from 1. */
  private Flux<Batch> batches(IntConsumer hook) {
    return batches(BATCH, hook);
  }

  private Flux<Batch> batches(int batchSize, IntConsumer hook) {
    List<Integer> order = IntStream.of(EpochOrder.permutation(SEED, 0, 60)).boxed().toList();
    return new TrainingBatches(
            Fixtures.images(
                60,
                index -> {
                  reading.incrementAndGet();
                  try {
                    reads.incrementAndGet();
                    hook.accept(1 + order.indexOf(index));
                    return new Decoded.Ok(Fixtures.noise(8, index));
                  } finally {
                    reading.decrementAndGet();
                  }
                }),
            Fixtures.statistics(8),
            SMALL,
            AugmentSettings.PAPER,
            batchSize,
            SEED,
            workers,
            BUFFERS)
        .from(0, 0);
  }

  /** Every worker is free for something else, and none goes back to reading. */
  private void assertIdle() {
    meetAllWorkers();
    assertThat(reading).hasValue(0);
    int before = reads.get();
    meetAllWorkers();
    assertThat(reads).as("reads that began afterwards").hasValue(before);
  }

  private void meetAllWorkers() {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    workers
        .inOrder(
            Flux.range(0, THREADS),
            at -> {
              try {
                return barrier.await(5, TimeUnit.MINUTES);
              } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("a worker is busy", e);
              }
            })
        .blockLast(LIMIT);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // The point is to throw it as is.
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Asks for everything; closes what it gets or holds it. */
  private static final class Consumer extends BaseSubscriber<Batch> {
    private final boolean closing;
    final ConcurrentLinkedQueue<Batch> held = new ConcurrentLinkedQueue<>();
    final AtomicInteger received = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<CountDownLatch> arrivals =
        IntStream.rangeClosed(1, 4).mapToObj(CountDownLatch::new).toList();
    private final ConcurrentLinkedQueue<Throwable> error = new ConcurrentLinkedQueue<>();

    Consumer(boolean closing) {
      this.closing = closing;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      requestUnbounded();
    }

    @Override
    protected void hookOnNext(Batch batch) {
      received.incrementAndGet();
      if (closing) {
        batch.close();
      } else {
        held.add(batch);
      }
      arrivals.forEach(CountDownLatch::countDown);
    }

    @Override
    protected void hookOnError(Throwable throwable) {
      error.add(throwable);
      end.countDown();
    }

    @Override
    protected void hookOnComplete() {
      end.countDown();
    }

    /** Waits for the first one to four batches. */
    void await(int batches) {
      BatchStreamTest.await(arrivals.get(batches - 1));
    }

    /** Waits for the end; gives the error, or null. */
    @Nullable Throwable awaitEnd() {
      BatchStreamTest.await(end);
      return error.peek();
    }
  }
}
