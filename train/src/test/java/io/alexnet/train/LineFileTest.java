package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  private final Path real;
  private final FaultyDisk disk;
  private final Path file;

  LineFileTest(@TempDir Path directory) throws IOException {
    disk = new FaultyDisk(directory, directory.resolveSibling(directory.getFileName() + "-lost"));
    real = directory.resolve("lines");
    file = disk.root().resolve("lines");
  }

  @Test
  void whereTheDiskIsFullNoHalfLineIsLeft() throws IOException {
    LineFile.append(file, "one\n");
    String line = "two two two\n";
    for (int room = 0; room < line.length(); room++) {
      disk.room(room);
      assertThatThrownBy(() -> LineFile.append(file, line))
          .as("%d bytes left", room)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
      assertThat(real).hasContent("one\n");
    }
    disk.room(Long.MAX_VALUE);
    LineFile.append(file, line);
    assertThat(real).hasContent("one\ntwo two two\n");
  }

  @Test
  void whereNothingCanBeTakenBackTheNextLineBeginsOnItsOwn() throws IOException {
    LineFile.append(file, "one\n");
    Files.writeString(real, "two tw", StandardOpenOption.APPEND);
    LineFile.append(file, "three\n");
    assertThat(real).hasContent("one\ntwo tw\nthree\n");
  }

  @Test
  void whatIsNotForcedToDiskIsNotThere() throws IOException {
    disk.rule(
        operation -> {
          if (operation.is(Kind.FORCE, "lines")) {
            throw new IOException("Input/output error");
          }
        });
    assertThatThrownBy(() -> LineFile.append(file, "one\n")).hasMessage("Input/output error");
    assertThat(real).isEmptyFile();
  }
}
