package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir Path directory;

  @Test
  void replacingLeavesTheNewTextAndNothingElse() throws IOException {
    Path file = directory.resolve("a.json");
    DurableFiles.replace(file, "one");
    DurableFiles.replace(file, "größer");
    assertThat(file).hasContent("größer");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** FIPS 180-2, appendix B.1. */
  @Test
  void digestIsSha256() throws IOException {
    Path file = Files.writeString(directory.resolve("abc"), "abc");
    assertThat(DurableFiles.sha256(file))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void deletingATreeLeavesWhatItsLinksPointTo() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "kept");
    Path tree = Files.createDirectories(directory.resolve("tree/deep"));
    Files.createSymbolicLink(tree.resolve("link"), outside);
    DurableFiles.deleteTree(directory.resolve("tree"));
    DurableFiles.deleteTree(directory.resolve("never there"));
    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(outside).hasContent("kept");
  }
}
