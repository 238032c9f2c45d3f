package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DataAwayException;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preparation that is refused names every unreadable image and loses no work. */
class PrepareRefusedTest {
  private static final int SIDE = 16;

  private final Path directory;
  private final Path data;
  private final Path out;
  private final Path list;
  private final List<String> continued = new ArrayList<>();

  PrepareRefusedTest(@TempDir Path directory) {
    this.directory = directory;
    data = Fixtures.dataSet(directory.resolve("data"));
    out = directory.resolve("store");
    list = directory.resolve("store.rejected.txt");
  }

  private Prepare.Report prepare(DamageLimits limits) {
    return prepare(limits, image -> {}, source -> {});
  }

  private Prepare.Report prepare(
      DamageLimits limits, IntConsumer onImage, Consumer<DataSet> first) {
    DataSet source = DataSet.open(data, SIDE, ReadOptions.DEFAULT);
    first.accept(source);
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      return Prepare.run(
          source,
          out,
          limits,
          workers,
          new PrepareListener() {
            @Override
            public void at(String what, long done, long total) {}

            @Override
            public void image(int done, int leftOut, int total) {
              onImage.accept(done);
            }

            @Override
            public void continuing(int there, int lost, int total) {
              continued.add("%d there, %d lost, %d in all".formatted(there, lost, total));
            }
          });
    }
  }

  private void damage(String... names) {
    for (String name : names) {
      assertThat(data.resolve(name)).exists();
      Fixtures.put(data.resolve(name), new byte[0]);
    }
  }

  private static final String[] BAD = {"train/cat/0.jpg", "train/dog/2.jpg", "val/newt/1.jpg"};

  private void assertRefused() throws IOException {
    assertThatThrownBy(() -> prepare(DamageLimits.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "2 of 12 images cannot be read, more than the 1 allowed",
            list + " lists all 3",
            "--max-damaged 2");
    assertThat(out).doesNotExist();
    assertThat(Files.readAllLines(list))
        .containsExactly(BAD[0] + "\tempty file", BAD[1] + "\tempty file", BAD[2] + "\tempty file");
  }

  @Test
  void allUnreadableImagesOfAllSplitsAreListedAtOnce() throws IOException {
    damage(BAD);
    assertRefused();
  }

  @Test
  void higherLimitUsesWhatWasDone() throws IOException {
    damage(BAD);
    assertRefused();

    Prepare.Report report = prepare(DamageLimits.ofCount(2));

    assertThat(continued).containsExactly("18 there, 0 lost, 18 in all");
    assertThat(report.complete()).isTrue();
    assertThat(report.images()).isEqualTo(15);
    assertThat(DataSet.open(out, SIDE, ReadOptions.DEFAULT).training().size()).isEqualTo(10);
    assertThat(list).as("the list of a store that is there").doesNotExist();
  }

  @Test
  void removingTheListedFilesIsEnough() throws IOException {
    damage(BAD);
    assertRefused();
    for (String bad : BAD) {
      Files.delete(data.resolve(bad));
    }

    Prepare.Report report = prepare(DamageLimits.DEFAULT);

    assertThat(report.complete()).isTrue();
    assertThat(report.images()).isEqualTo(15);
    assertThat(directory).isDirectoryContaining("glob:**/store");
    assertThat(list).doesNotExist();
  }

  @Test
  void folderThatIsAwayForAMomentChangesNothing() throws IOException {
    Prepare.Report undisturbed = prepare(DamageLimits.DEFAULT);
    byte[] shard = Files.readAllBytes(out.resolve("train-00000.a16"));
    byte[] manifest = Files.readAllBytes(out.resolve("manifest.json"));
    Files.move(out, directory.resolve("undisturbed"));
    Path elsewhere = directory.resolve("elsewhere");
    List<String> heard = new ArrayList<>();

    Prepare.Report report =
        prepare(
            DamageLimits.DEFAULT,
            image -> moveAt(image, 4, data, elsewhere),
            source -> source.outlast(Duration.ofMinutes(5), line -> back(line, heard, elsewhere)));

    assertThat(heard.get(0)).contains("the data folder " + data + " is gone");
    assertThat(report.rejected()).isEmpty();
    assertThat(report.images()).isEqualTo(undisturbed.images());
    assertThat(out.resolve("train-00000.a16")).hasBinaryContent(shard);
    assertThat(out.resolve("manifest.json")).hasBinaryContent(manifest);
  }

  private synchronized void back(String line, List<String> heard, Path elsewhere) {
    heard.add(line);
    if (Files.exists(elsewhere)) {
      moveAt(0, 0, elsewhere, data);
    }
  }

  private static void moveAt(int image, int at, Path from, Path to) {
    if (image == at) {
      try {
        Files.move(from, to);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void folderThatStaysAwayLosesNoProgress() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");

    assertThatThrownBy(
            () ->
                prepare(
                    DamageLimits.DEFAULT,
                    image -> moveAt(image, 4, data, elsewhere),
                    source -> source.outlast(Duration.ZERO, line -> {})))
        .isInstanceOf(DataAwayException.class)
        .hasMessageContaining("the data folder " + data + " is gone");
    assertThat(directory.resolve(".store.partial/progress.json")).exists();

    Files.move(elsewhere, data);
    assertThat(prepare(DamageLimits.DEFAULT).images()).isEqualTo(18);
  }
}
