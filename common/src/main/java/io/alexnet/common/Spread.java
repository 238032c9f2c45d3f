package io.alexnet.common;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/** How many took how long: their counts by classes of time. Immutable. */
public final class Spread {
  /** Upper ends of the classes in nanoseconds, theirs included; a last class has none. */
  public static final List<Long> LIMITS =
      LongStream.of(
              10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
              1_000_000)
          .map(TimeUnit.MICROSECONDS::toNanos)
          .boxed()
          .toList();

  static final int CLASSES = LIMITS.size() + 1;

  static final Spread NONE = new Spread(new long[CLASSES]);

  private final long[] counts;

  private Spread(long[] counts) {
    this.counts = counts;
  }

  /** So many, each of which took so long. */
  public static Spread of(long count, long nanos) {
    long[] counts = new long[CLASSES];
    counts[classOf(nanos)] = count;
    return new Spread(counts);
  }

  /** As counted so far. */
  static Spread of(AtomicLongArray counts) {
    return new Spread(LongStream.range(0, CLASSES).map(i -> counts.get((int) i)).toArray());
  }

  /** The class of a time. */
  static int classOf(long nanos) {
    int i = 0;
    while (i < LIMITS.size() && nanos > LIMITS.get(i)) {
      i++;
    }
    return i;
  }

  Spread plus(Spread others) {
    return combined(others, 1);
  }

  Spread minus(Spread some) {
    return combined(some, -1);
  }

  private Spread combined(Spread other, int sign) {
    long[] combined = counts.clone();
    Arrays.setAll(combined, i -> counts[i] + sign * other.counts[i]);
    return new Spread(combined);
  }

  /** Of each class, by {@link #LIMITS}. */
  public long[] counts() {
    return counts.clone();
  }

  /** Of all classes. */
  public long total() {
    return Arrays.stream(counts).sum();
  }
}
