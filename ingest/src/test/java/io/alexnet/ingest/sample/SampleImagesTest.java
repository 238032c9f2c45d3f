package io.alexnet.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.Progress;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleImagesTest {
  private final Path folder;

  SampleImagesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theSameSeedGivesTheSameBytesInAnyLocale() throws IOException {
    Map<String, String> first = digests(write("first", 7));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
      assertThat(digests(write("second", 7))).isEqualTo(first);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(digests(write("third", 8)).values()).doesNotContainAnyElementsOf(first.values());
  }

  @Test
  void aLargerSetHoldsTheSmallerOne() throws IOException {
    Path small = write("small", 7);
    SampleImages.write(folder.resolve("large"), 3, 2, 7, Progress.NONE);
    assertThat(digests(folder.resolve("large"))).containsAllEntriesOf(digests(small));
  }

  @Test
  void noPictureIsInBothSplits() throws IOException {
    assertThat(digests(write("set", 7)).values()).doesNotHaveDuplicates();
  }

  @Test
  void everyClassHasAsManyImagesAsAskedFor() throws IOException {
    List<Long> heard = new ArrayList<>();
    Path set = folder.resolve("new/set");
    SampleImages.Written written =
        SampleImages.write(set, 3, 2, 7, (what, done, total) -> heard.add(total - done));
    assertThat(written).isEqualTo(new SampleImages.Written(50, 10));
    assertThat(heard).hasSize(50).endsWith(1L, 0L);
    assertThat(names(set)).containsExactly("train", "val");
    assertThat(names(set.resolve("train"))).isEqualTo(SampleImages.classes());
    assertThat(names(set.resolve("val"))).isEqualTo(SampleImages.classes());
    for (String name : SampleImages.classes()) {
      assertThat(names(set.resolve("train").resolve(name))).as(name).hasSize(3);
      assertThat(names(set.resolve("val").resolve(name)))
          .as(name)
          .containsExactly("0001.jpg", "0002.jpg");
    }
  }

  @Test
  void classesAreInTheOrderOfTheirNames() {
    assertThat(SampleImages.classes()).hasSize(10).isSorted().contains("disc", "spiral", "stripes");
  }

  @Test
  void whatAnInterruptedRunLeftIsReplaced() throws IOException {
    Path set = folder.resolve("set");
    Path left = Files.createDirectories(set.resolve(".unfinished/train/disc"));
    Files.writeString(left.resolve("0001.jpg"), "half");
    assertThat(digests(write("set", 7))).isEqualTo(digests(write("other", 7)));
    assertThat(names(set)).containsExactly("train", "val");
  }

  @Test
  void aDirectoryThatHoldsSomethingIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> SampleImages.write(folder, 2, 1, 7, Progress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage(folder + " is not empty: name a new or an empty directory");
    assertThat(names(folder)).containsExactly("thesis.txt");
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("set"), "mine");
    assertThatThrownBy(() -> SampleImages.write(file, 2, 1, 7, Progress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage(file + " is a file: name a new or an empty directory");
  }

  @Test
  void aClassWithoutAWholeTrainingImageIsRefused() {
    assertThatThrownBy(() -> SampleImages.write(folder, 1, 1, 7, Progress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage("cannot draw 1 training images a class: ask for 2 to 9999");
    assertThatThrownBy(() -> SampleImages.write(folder, 2, 0, 7, Progress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage("cannot draw 0 validation images a class: ask for 1 to 9999");
  }

  private Path write(String name, long seed) throws IOException {
    Path set = folder.resolve(name);
    SampleImages.write(set, 2, 1, seed, Progress.NONE);
    return set;
  }

  private static Map<String, String> digests(Path set) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(set)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(set.relativize(file).toString(), DurableFiles.sha256(file));
      }
    }
    return digests;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
