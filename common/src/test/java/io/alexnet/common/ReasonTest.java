package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words that a person reads when input or output fails. */
class ReasonTest {
  @TempDir private Path dir;

  @Test
  void missingFileIsSaidInWordsByBothOfJavasFileInterfaces() {
    Path missing = dir.resolve("missing");

    Throwable nio = catchThrowable(() -> Files.newInputStream(missing).close());
    Throwable io = catchThrowable(() -> new FileInputStream(missing.toFile()).close());

    assertThat(Reason.of(nio)).isEqualTo("no such file");
    assertThat(Reason.of(io)).isEqualTo("no such file");
    assertThat(Reason.withFile(nio)).isEqualTo(missing + ": no such file");
  }

  @Test
  void realFailuresOfDirectoriesAreSaidInWords() throws IOException {
    Path full = Files.createDirectory(dir.resolve("full"));
    Path file = Files.createFile(full.resolve("file"));

    assertThat(Reason.of(catchThrowable(() -> Files.delete(full))))
        .isEqualTo("the directory is not empty");
    assertThat(Reason.of(catchThrowable(() -> Files.createDirectory(full))))
        .isEqualTo("it exists already");
    assertThat(Reason.of(catchThrowable(() -> Files.list(file).close())))
        .isEqualTo("not a directory");
  }

  @Test
  void textThatIsNoUtf8IsSaidSo() throws IOException {
    Path file = Files.write(dir.resolve("text"), new byte[] {(byte) 0xff, 0});

    assertThat(Reason.of(catchThrowable(() -> Files.readString(file)))).isEqualTo("not UTF-8 text");
  }

  @Test
  void systemsWordsBecomePlainerOnes() {
    assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("no permission");
    assertThat(Reason.of(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo("the disk is full");
    assertThat(Reason.of(new IOException("No space left on device"))).isEqualTo("the disk is full");
    assertThat(Reason.of(new IOException("Input/output error"))).isEqualTo("input/output error");
    assertThat(Reason.of(new ConnectException("Connection refused")))
        .isEqualTo("connection refused");
    assertThat(Reason.of(new UnknownHostException("nowhere"))).isEqualTo("unknown host nowhere");
  }

  @Test
  void wrappersAreLookedThrough() {
    IOException cause = new AccessDeniedException("/x");

    assertThat(
            List.of(
                new UncheckedIOException(cause),
                new ExecutionException(cause),
                new IOException(cause),
                new IOException("", cause)))
        .allSatisfy(wrapper -> assertThat(Reason.of(wrapper)).isEqualTo("no permission"));
  }

  @Test
  void noClassNameIsEverSaid() {
    assertThat(
            List.of(
                new IOException(),
                new EOFException(),
                new ConnectException(),
                new FileSystemException("/x"),
                new IllegalStateException(),
                new IllegalStateException(new IOException())))
        .allSatisfy(
            problem ->
                assertThat(Reason.of(problem)).isNotBlank().doesNotContain("Exception", "java."));
  }

  @Test
  void onlyTheFirstLineOfAMessageIsSaid() {
    assertThat(Reason.of(new IOException("First of all\nmore"))).isEqualTo("first of all");
    assertThat(Reason.of(new IOException("HTTP 500"))).isEqualTo("HTTP 500");
  }
}
