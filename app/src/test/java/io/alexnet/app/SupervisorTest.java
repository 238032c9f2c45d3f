package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SupervisorTest {
  @Test
  void whatWasBegunIsGoneOnWithWhateverWasSaidOfResuming() {
    assertThat(Supervisor.again(List.of("train", "d", "--resume", "never", "--run=r")))
        .containsExactly("train", "d", "--run=r");
    assertThat(Supervisor.again(List.of("train", "--resume=never", "d")))
        .containsExactly("train", "d");
  }

  @Test
  void theShippedJarIsStartedAsAJarSinceItsManifestAllowsNativeLibraries() {
    assertThat(Supervision.program("/opt/alexnet.jar")).containsExactly("-jar", "/opt/alexnet.jar");
    assertThat(Supervision.program("/lib/alexnet.jar:/lib/picocli.jar"))
        .containsExactly("-cp", "/lib/alexnet.jar:/lib/picocli.jar", Main.class.getName());
    assertThat(Supervision.program("target/classes"))
        .containsExactly("-cp", "target/classes", Main.class.getName());
  }

  private static String lastLine(String words) throws IOException {
    LastWords last = new LastWords();
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    last.pass(new ByteArrayInputStream(bytes), passed);
    assertThat(passed.toByteArray()).isEqualTo(bytes);
    return last.line();
  }

  @Test
  void theLastWordsAreTheLastLineThatIsNotBlank() throws IOException {
    assertThat(lastLine("")).isEmpty();
    assertThat(lastLine("one\ntwo\n\n  \n")).isEqualTo("two");
    assertThat(lastLine("one\r\u001b[Kepoch 1/2 step 3\r\u001b[K")).isEqualTo("epoch 1/2 step 3");
    assertThat(lastLine("x".repeat(100_000) + "\nterminate called\n"))
        .isEqualTo("terminate called");
  }
}
