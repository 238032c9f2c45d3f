package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve(".lock");
  }

  private ProcessLock take() throws IOException {
    return ProcessLock.take(file(), "it is taken", "take another");
  }

  /** A process that takes the lock, says so, and holds it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (ProcessLock lock = ProcessLock.take(Path.of(args[0]), "taken", "go away")) {
        lock.say("at home, if anywhere");
        lock.say("at home");
        System.out.println(true);
        assertThat(System.in.read()).isNegative();
      }
    }
  }

  private Process holder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("surefire.test.class.path", ""),
                Holder.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process;
  }

  @Test
  void anotherProcessIsNamedAndItsLockIsFreeWhenItIsKilled() throws Exception {
    Process other = holder();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("true");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(this::take)
            .isInstanceOf(UserException.class)
            .hasMessage("it is taken, process %d at home: take another", other.pid());
      }
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(5, TimeUnit.MINUTES)).isTrue();
    try (ProcessLock lock = take()) {
      assertThat(lock).isNotNull();
      assertThat(Files.readString(file())).isEqualTo(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void thisProcessDoesNotTakeItTwiceNorLoseItByTrying() throws Exception {
    try (ProcessLock lock = take()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(this::take)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      // POSIX would have dropped it, had the file been opened and closed.
      Process other = holder();
      assertThat(other.inputReader().readLine()).isNull();
      assertThat(other.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(other.exitValue()).isEqualTo(1);
    }
    take().close();
  }
}
