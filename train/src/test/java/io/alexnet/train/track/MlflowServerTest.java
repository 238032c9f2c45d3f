package io.alexnet.train.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.UserException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The credentials for an MLflow server. */
class MlflowServerTest {
  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  private static String shown(Optional<Path> tokenFile, Map<String, String> environment)
      throws Exception {
    try (FakeMlflow fake = new FakeMlflow(0)) {
      TrackSettings.Mlflow settings =
          new TrackSettings.Mlflow(fake.address(), tokenFile, "alexnet");
      ObjectNode first = new ObjectMapper().createObjectNode();
      first.put("id", "1").put("name", "run").put("start_time", 1);
      new MlflowServer(settings, environment).run(first);
      assertThat(fake.authorizations()).isNotEmpty();
      return fake.authorizations().stream().distinct().reduce((a, b) -> a + b).orElseThrow();
    }
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void userAndPasswordAreShownAsMlflowsOwnClientShowsThem() throws Exception {
    assertThat(shown(Optional.empty(), Map.of(USER, "ada", PASSWORD, "geh:eim \u00fc")))
        .isEqualTo(basic("ada:geh:eim \u00fc"));
    assertThat(shown(Optional.empty(), Map.of(USER, "ada", PASSWORD, "p", TOKEN, "t")))
        .isEqualTo(basic("ada:p"));
  }

  @Test
  void tokenIsShownWhereUserOrPasswordIsMissing() throws Exception {
    assertThat(shown(Optional.empty(), Map.of(USER, "ada", TOKEN, "t"))).isEqualTo("Bearer t");
    assertThat(shown(Optional.empty(), Map.of(PASSWORD, "p", TOKEN, "t"))).isEqualTo("Bearer t");
  }

  @Test
  void tokenFileCountsBeforeTheEnvironment(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "of-file\n");
    assertThat(shown(Optional.of(file), Map.of(USER, "ada", PASSWORD, "p")))
        .isEqualTo("Bearer of-file");
  }

  @Test
  void nothingIsShownWhereNothingIsSet() throws Exception {
    assertThat(shown(Optional.empty(), Map.of(TOKEN, ""))).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://ada:s3cret@host:5000", "https://s3cret@host", "ftp://ada:s3cret@a_b/"})
  void passwordInTheAddressIsRefusedAndNotRepeated(String address) {
    assertThatThrownBy(
            () -> new TrackSettings.Mlflow(URI.create(address), Optional.empty(), "alexnet"))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(USER, PASSWORD)
        .message()
        .doesNotContain("s3cret");
  }
}
