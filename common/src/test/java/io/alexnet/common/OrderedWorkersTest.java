package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

class OrderedWorkersTest {
  /** For waits that would have no end; nothing takes so long, on the slowest machine. */
  private static final Duration HANG = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void resultsComeInTheOrderOfTheElements(int threads) {
    try (OrderedWorkers workers = new OrderedWorkers(threads, "w")) {
      List<Integer> squares =
          workers.inOrder(Flux.range(0, 500), i -> i * i).collectList().block(HANG);
      assertThat(squares).isEqualTo(IntStream.range(0, 500).mapToObj(i -> i * i).toList());
    }
  }

  @Test
  void noMoreThanThreadsPlusOneAreInFlightWhileNobodyTakesResults() {
    AtomicInteger asked = new AtomicInteger();
    try (OrderedWorkers workers = new OrderedWorkers(3, "w")) {
      Flux<Integer> source = Flux.range(0, 100).doOnNext(i -> asked.incrementAndGet());
      StepVerifier.create(workers.inOrder(source, i -> i), 0)
          .expectSubscription()
          .then(() -> assertThat(asked).hasValue(4))
          .thenRequest(1)
          .expectNext(0)
          .thenRequest(2)
          .expectNext(1, 2)
          .then(() -> assertThat(asked.get()).isBetween(6, 7))
          .thenCancel()
          .verify(HANG);
    }
  }

  @Test
  void allThreadsWorkAtOnce() {
    int threads = 4;
    CountDownLatch together = new CountDownLatch(threads);
    ConcurrentHashMap<String, Boolean> names = new ConcurrentHashMap<>();
    try (OrderedWorkers workers = new OrderedWorkers(threads, "decode")) {
      workers
          .inOrder(
              Flux.range(0, threads),
              i -> {
                names.put(Thread.currentThread().getName(), true);
                together.countDown();
                return awaited(together);
              })
          .as(StepVerifier::create)
          .expectNext(true, true, true, true)
          .expectComplete()
          .verify(HANG);
    }
    assertThat(names.keySet())
        .containsExactlyInAnyOrder("decode-1", "decode-2", "decode-3", "decode-4");
  }

  @Test
  void resizingChangesHowManyWorkAtOnceInMidStream() {
    int most = 4;
    AtomicInteger active = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(most);
    try (OrderedWorkers workers = new OrderedWorkers(most, "w")) {
      List<Integer> results =
          workers
              .inOrder(
                  Flux.range(0, 400),
                  i -> {
                    int now = active.incrementAndGet();
                    if (i >= 120 && i < 200) {
                      mostAtOnce.accumulateAndGet(now, Math::max);
                    }
                    if (i >= 300 && i < 300 + most) {
                      together.countDown();
                      assertThat(awaited(together)).isTrue();
                    }
                    active.decrementAndGet();
                    return i;
                  })
              .doOnNext(
                  i -> {
                    if (i == 100) {
                      workers.resize(1);
                    } else if (i == 200) {
                      workers.resize(most);
                    }
                  })
              .collectList()
              .block(HANG);
      assertThat(results).isEqualTo(IntStream.range(0, 400).boxed().toList());
      assertThat(mostAtOnce).hasValue(1);
      assertThat(workers.threads()).isEqualTo(most);
      assertThatThrownBy(() -> workers.resize(0)).hasMessageContaining("1 to 4, not 0");
      assertThatThrownBy(() -> workers.resize(5)).hasMessageContaining("1 to 4, not 5");
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(HANG.toMinutes(), TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits without end; whether it was interrupted. */
  private static boolean interrupted(CountDownLatch latch) {
    try {
      latch.await();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Test
  void exceptionsAndErrorsEndTheStream() {
    try (OrderedWorkers workers = new OrderedWorkers(2, "w")) {
      workers
          .inOrder(Flux.range(0, 10), i -> 10 / (i - 3))
          .as(StepVerifier::create)
          .thenConsumeWhile(result -> true)
          .expectError(ArithmeticException.class)
          .verify(HANG);
      workers
          .inOrder(Flux.range(0, 10), OrderedWorkersTest::outOfMemory)
          .as(StepVerifier::create)
          .expectErrorSatisfies(e -> assertThat(e).hasRootCauseInstanceOf(OutOfMemoryError.class))
          .verify(HANG);
    }
  }

  @Test
  void aStreamCancelledBeforeTheThreadsEndLeavesNoErrorBehind() {
    Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
    Hooks.onErrorDropped(dropped::add);
    try {
      for (int run = 0; run < 2_000; run++) {
        CountDownLatch begun = new CountDownLatch(1);
        try (OrderedWorkers workers = new OrderedWorkers(4, "w")) {
          Disposable stream =
              workers.inOrder(Flux.range(0, 1_000_000), i -> i).subscribe(i -> begun.countDown());
          assertThat(awaited(begun)).isTrue();
          stream.dispose();
        }
      }
    } finally {
      Hooks.resetOnErrorDropped();
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void closingEndsARunningStreamAndItsThreads() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CompletableFuture<Integer> last;
    try (OrderedWorkers workers = new OrderedWorkers(2, "w")) {
      last =
          workers
              .inOrder(
                  Flux.range(0, 100),
                  i -> {
                    threads.add(Thread.currentThread());
                    begun.countDown();
                    return interrupted(never) ? -1 : i;
                  })
              .map(i -> i / (i + 1))
              .last()
              .toFuture();
      assertThat(begun.await(HANG.toMinutes(), TimeUnit.MINUTES)).isTrue();
    }
    assertThat(last).failsWithin(HANG);
    assertThat(threads).hasSize(2);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Of the ten seconds in which a run must save and leave, most are the save's. */
  @Test
  void closingDoesNotWaitForEverForWorkThatCannotBeInterrupted() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> hung = new CompletableFuture<>();
    try (OrderedWorkers workers = new OrderedWorkers(1, "w")) {
      workers
          .inOrder(
              Flux.just(1),
              i -> {
                begun.countDown();
                // Not to be interrupted, as a read from a drive that has gone is not.
                return hung.join();
              })
          .subscribe(i -> {}, error -> {});
      assertThat(begun.await(HANG.toMinutes(), TimeUnit.MINUTES)).isTrue();
    }
    assertThat(hung).isNotDone();
    hung.complete(1);
  }

  private static int outOfMemory(int i) {
    throw new OutOfMemoryError("element " + i);
  }
}
