package io.alexnet.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.sample.SampleImages;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What real JPEG files leave behind while batches of 8 are made of them, and afterwards. */
class ImageMemoryTest {
  private static final int THREADS = 3;
  private static final int BATCH = 8;
  private static final int BUFFERS = 3;
  private static final InputGeometry GEOMETRY = new InputGeometry(72, 63, 63);

  /** Of each kind; {@code -Dendings=1000} takes a minute or more. */
  private static final int ENDINGS = Integer.getInteger("endings", 100);

  /** Images that a worker may have been handed before it asks. */
  private static final int PREFETCH = 1;

  @TempDir static Path folder;

  private static ImageSet images;

  @BeforeAll
  static void draw() throws IOException {
    Path data = folder.resolve("data");
    SampleImages.write(data, 8, 1, 1, Progress.NONE);
    images = DataSet.open(data, GEOMETRY.imageSide(), ReadOptions.DEFAULT).training();
  }

  @Test
  void noMoreImagesAreAliveThanWorkersPrefetchAndTwo() throws InterruptedException {
    CountDownLatch full = new CountDownLatch(BUFFERS);
    Watched images = new Watched(read -> {});
    try (OrderedWorkers workers = new OrderedWorkers(THREADS, "alive")) {
      Disposable stalled = batches(images, workers).subscribe(batch -> full.countDown());
      await(full);
      stalled.dispose();
    }
    assertThat(images.reads.get()).as("a full ring").isGreaterThanOrEqualTo(BUFFERS * BATCH);
    assertThat(images.mostAlive.get()).isBetween(1, THREADS + PREFETCH + 2);
    awaitEnd("alive-");
    assertThat(images.alive()).as("after the workers have gone").isZero();
  }

  @Test
  void cancelsAndFailuresLeaveNoThreadAndNoOpenFile() throws Exception {
    KeyedRandom random = KeyedRandom.of(3, 0, 0, Purpose.ORDER);
    try (OrderedWorkers workers = new OrderedWorkers(THREADS, "ending")) {
      for (int run = 0; run < 2 * ENDINGS; run++) {
        int moment = 1 + random.nextInt(BATCH);
        boolean failing = run % 2 == 0;
        CountDownLatch now = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        IntConsumer hook =
            read -> {
              if (read == moment) {
                now.countDown();
                if (failing) {
                  throw new IllegalArgumentException("a bug");
                }
              }
            };
        Disposable stream =
            batches(new Unwatched(hook), workers)
                .subscribe(Batch::close, failure -> failed.countDown());
        await(failing ? failed : now);
        stream.dispose();
      }
    }
    awaitEnd("ending-");
    assertThat(openFilesBelow(folder)).isEmpty();
  }

  /** Waits until no thread of that name is left. */
  private static void awaitEnd(String prefix) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(prefix)) {
        thread.join();
      }
    }
  }

  private static List<Path> openFilesBelow(Path directory) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeThat(descriptors).as("where Linux lists open files").isDirectory();
    Path real = directory.toRealPath();
    try (Stream<Path> links = Files.list(descriptors)) {
      return links.map(ImageMemoryTest::target).filter(path -> path.startsWith(real)).toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      // Closed since it was listed.
      return Path.of("");
    }
  }

  private static Flux<Batch> batches(ImageSet images, OrderedWorkers workers) {
    return new TrainingBatches(
            images,
            Fixtures.statistics(GEOMETRY.imageSide()),
            GEOMETRY,
            AugmentSettings.PAPER,
            BATCH,
            1,
            workers,
            BUFFERS)
        .from(0, 0);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The sample images; a hook hears the number of each read, from 1. */
  private static class Unwatched implements ImageSet {
    final AtomicInteger reads = new AtomicInteger();
    private final IntConsumer hook;

    Unwatched(IntConsumer hook) {
      this.hook = hook;
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public int label(int index) {
      return images.label(index);
    }

    @Override
    public String name(int index) {
      return images.name(index);
    }

    @Override
    public int side() {
      return images.side();
    }

    @Override
    public Decoded read(int index, PipelineMeter meter) {
      hook.accept(reads.incrementAndGet());
      return images.read(index, meter);
    }
  }

  /** Collects garbage after each read, and counts the images that are left. */
  private static final class Watched extends Unwatched {
    private final Queue<WeakReference<RgbImage>> given = new ConcurrentLinkedQueue<>();
    final AtomicInteger mostAlive = new AtomicInteger();

    Watched(IntConsumer hook) {
      super(hook);
    }

    @Override
    public Decoded read(int index, PipelineMeter meter) {
      Decoded decoded = super.read(index, meter);
      if (decoded instanceof Decoded.Ok ok) {
        given.add(new WeakReference<>(ok.image()));
        mostAlive.accumulateAndGet(alive(), Math::max);
      }
      return decoded;
    }

    int alive() {
      System.gc();
      return (int) given.stream().filter(image -> !image.refersTo(null)).count();
    }
  }
}
