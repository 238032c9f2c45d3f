package io.alexnet.common;

import java.util.random.RandomGenerator;

/**
 * Random numbers that are looked up rather than drawn: the stream depends only on its key (seed,
 * epoch, example, purpose), so neither the number of threads nor a restart can change a choice.
 *
 * <p>The key is mixed, not added, so that neighbouring seeds and epochs share no streams. Within a
 * stream this is SplitMix64 (Steele, Lea and Flood 2014). Every method that the project uses is
 * spelt out here rather than inherited, because the defaults of {@link RandomGenerator} may change
 * between JDKs. Not thread-safe; one per task.
 */
public final class KeyedRandom implements RandomGenerator {
  /** What a stream decides. The code is part of the key: never renumber one. */
  public enum Purpose {
    ORDER(1),
    AUGMENT(2),
    REPLACEMENT(3),
    DROPOUT(4),
    INITIAL_WEIGHTS(5),
    HOLD_OUT(6),
    SAMPLE_IMAGES(7);

    private final int code;

    Purpose(int code) {
      this.code = code;
    }
  }

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private KeyedRandom(long state) {
    this.state = state;
  }

  /** The stream of one decision about one example of one epoch. */
  public static KeyedRandom of(long seed, long epoch, long example, Purpose purpose) {
    long key = mix(seed + GOLDEN_GAMMA);
    key = mix(key ^ mix(epoch + 2 * GOLDEN_GAMMA));
    key = mix(key ^ mix(example + 3 * GOLDEN_GAMMA));
    return new KeyedRandom(mix(key ^ mix(purpose.code + 4 * GOLDEN_GAMMA)));
  }

  /**
   * SplitMix64's finalizer: a bijection of 64-bit words in which every input bit moves every output
   * bit.
   */
  public static long mix(long word) {
    long z = word;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [0, bound), without bias. */
  @Override
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be positive, not " + bound);
    }
    long limit = (1L << 32) - (1L << 32) % bound;
    long draw;
    do {
      draw = nextLong() >>> 32;
    } while (draw >= limit);
    return (int) (draw % bound);
  }

  /**
   * N(0, 1) by the Box-Muller transform, through {@link StrictMath} so that every machine gives the
   * same bits.
   */
  @Override
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
  }
}
