package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.ClassNames;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DamageTest {
  /** {@code perClass} images each of classes a and b, none of them there. */
  private static Damage tally(int perClass, DamageLimits limits) {
    List<List<FolderScan.Entry>> entries =
        List.of("a", "b").stream().map(name -> entries(name, perClass)).toList();
    ImageSet images = new FolderImages(Path.of("x"), Path.of("x"), 8, ReadOptions.DEFAULT, entries);
    return limits.tally(images, new ClassNames(List.of("a", "b")));
  }

  private static List<FolderScan.Entry> entries(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> name + "/" + i + ".jpg")
        .map(file -> new FolderScan.Entry(Path.of("x", file), file, 1, ""))
        .toList();
  }

  private static Damage tallyRejecting(int perClass, DamageLimits limits, int... indices) {
    Damage damage = tally(perClass, limits);
    for (int index : indices) {
      damage.reject(index, "empty file");
    }
    return damage;
  }

  @Test
  void oneImageIsAlwaysAllowed() {
    Damage damage = tally(3, DamageLimits.DEFAULT);
    assertThat(damage.reject(0, "empty file")).isTrue();
    assertThat(damage.rejections()).containsExactly(new Rejection("a/0.jpg", "empty file"));
    assertThat(damage.excess()).isEmpty();
    damage.reject(4, "empty file");
    assertThat(damage.excess()).contains("2 of 6 images cannot be read, more than the 1 allowed");
  }

  @Test
  void everyImageIsNamedBeyondTheLimitToo() {
    Damage damage = tallyRejecting(100, DamageLimits.DEFAULT, 1, 2, 3, 101, 102);
    assertThat(damage.excess()).isPresent();
    assertThat(damage.rejections())
        .extracting(Rejection::name)
        .containsExactly("a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg");
    assertThat(damage.remedy()).endsWith("allow them with --max-damaged 5");
  }

  @Test
  void theSameImageCountsOnce() {
    Damage damage = tally(3, DamageLimits.DEFAULT);
    damage.reject(0, "empty file");
    assertThat(damage.reject(0, "empty file")).isFalse();
    assertThat(damage.rejections()).hasSize(1);
  }

  @Test
  void aLimitIsReachedWithoutHarmAndNotPassed() {
    Damage damage = tallyRejecting(100, new DamageLimits(1, 0.05, 1), 0, 1, 2, 3, 4);
    assertThat(damage.excess()).isEmpty();
    damage.reject(5, "no such file");
    assertThat(damage.excess())
        .contains("6 of 100 images of class \"a\" cannot be read, more than the 5 allowed");
  }

  @Test
  void theWholeSetHasALimitToo() {
    Damage damage = tallyRejecting(100, new DamageLimits(0.01, 1, 1), 0, 100);
    assertThat(damage.excess()).isEmpty();
    damage.reject(101, "empty file");
    assertThat(damage.excess()).contains("3 of 200 images cannot be read, more than the 2 allowed");
  }

  @Test
  void countAllowsAnyImagesOfTheSplit() {
    assertThat(tallyRejecting(5, DamageLimits.ofCount(4), 0, 1, 2, 3).excess()).isEmpty();
    assertThat(tallyRejecting(5, DamageLimits.ofCount(3), 0, 1, 2, 5).excess()).isPresent();
    assertThat(tallyRejecting(5, DamageLimits.ofCount(0), 0).excess()).isPresent();
  }

  @Test
  void shareAllowsAnyImagesOfTheSplit() {
    assertThat(tallyRejecting(10, DamageLimits.ofShare(0.2), 0, 1, 2, 3).excess()).isEmpty();
    assertThat(tallyRejecting(10, DamageLimits.ofShare(0.2), 0, 1, 2, 3, 4).excess()).isPresent();
  }

  @Test
  void aClassIsNeverLostAltogether() {
    Damage damage = tallyRejecting(1, DamageLimits.ofShare(1), 1);
    assertThat(damage.excess()).contains("no image of class \"b\" can be read");
    assertThat(damage.remedy()).contains("remove the class").doesNotContain("--max-damaged");
  }
}
