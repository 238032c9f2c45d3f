package io.alexnet.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServeSettingsTest {
  @TempDir private Path folder;

  @Test
  void everyKeyIsBound() throws Exception {
    Path runs = folder.resolve("runs");
    Map<String, Object> flags = new HashMap<>();
    flags.put("alexnet.serve.runs", runs.toString());
    flags.put("alexnet.serve.data-roots", folder + "/a," + folder + "/b");
    flags.put("alexnet.serve.host", "127.0.0.2");
    flags.put("alexnet.serve.port", "0");
    flags.put("alexnet.serve.remote-access", "true");
    flags.put("alexnet.serve.allowed-hosts", "one.example,two.example");
    flags.put("alexnet.serve.token-file", folder.resolve("keys").toString());
    flags.put("alexnet.serve.max-connections", "7");
    flags.put("alexnet.serve.header-timeout", "3s");
    flags.put("alexnet.serve.max-upload", "2MB");
    flags.put("alexnet.serve.min-free-disk", "5KB");
    try (Daemon daemon = Daemon.start(flags, Optional.empty())) {
      ServeSettings settings = daemon.part(ServeSettings.class);
      assertThat(settings)
          .isEqualTo(
              new ServeSettings(
                  runs,
                  List.of(folder.resolve("a"), folder.resolve("b")),
                  "127.0.0.2",
                  0,
                  true,
                  List.of("one.example", "two.example"),
                  folder.resolve("keys").toString(),
                  7,
                  Duration.ofSeconds(3),
                  2 << 20,
                  5 << 10));
      try (Daemon plain =
          Daemon.start(
              Map.of("alexnet.serve.runs", runs + "2", "alexnet.serve.port", 0),
              Optional.empty())) {
        ServeSettings defaults = plain.part(ServeSettings.class);
        for (RecordComponent key : ServeSettings.class.getRecordComponents()) {
          if (!List.of("runs", "port").contains(key.getName())) {
            assertThat(key.getAccessor().invoke(settings))
                .as("%s is not its default", key.getName())
                .isNotEqualTo(key.getAccessor().invoke(defaults));
          }
        }
      }
      assertThat(daemon.address().getHost()).isEqualTo("127.0.0.2");
      assertThat(folder.resolve("keys")).exists();
    }
  }

  @Test
  void everyKeyOfTrackingIsBound() {
    Map<String, Object> flags = new HashMap<>();
    flags.put("alexnet.serve.runs", folder.toString());
    flags.put("alexnet.serve.port", 0);
    flags.put("alexnet.tracking.tensorboard", "false");
    flags.put("alexnet.tracking.mlflow-uri", "http://127.0.0.1:1");
    flags.put("alexnet.tracking.mlflow-token-file", "token");
    flags.put("alexnet.tracking.mlflow-experiment", "mine");
    try (Daemon daemon = Daemon.start(flags, Optional.empty())) {
      TrackingKeys keys = daemon.part(TrackingKeys.class);
      assertThat(keys).isEqualTo(new TrackingKeys(false, "http://127.0.0.1:1", "token", "mine"));
      assertThat(keys.settings().mlflow().orElseThrow().tokenFile()).contains(Path.of("token"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mlflow-uri, file:///x, alexnet.tracking.mlflow-uri",
    "mlflow-uri, 'a b', alexnet.tracking.mlflow-uri",
    "mlflow-url, http://h, there is no setting alexnet.tracking.mlflow-url"
  })
  void aWrongValueOfTrackingRefusesToStart(String key, String value, String message) {
    Map<String, Object> flags = new HashMap<>();
    flags.put("alexnet.serve.runs", folder.toString());
    flags.put("alexnet.serve.port", 0);
    flags.put("alexnet.tracking." + key, value);
    assertThatThrownBy(() -> Daemon.start(flags, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileIsReadAndAFlagWinsOverIt() throws Exception {
    Path file = folder.resolve("daemon.yml");
    Files.writeString(
        file,
        "alexnet:\n  serve:\n    runs: %s\n    port: 0\n    max-connections: 11\n    header-timeout: 4s\n"
            .formatted(folder.resolve("runs")));
    try (Daemon daemon =
        Daemon.start(Map.of("alexnet.serve.max-connections", 12), Optional.of(file))) {
      ServeSettings settings = daemon.part(ServeSettings.class);
      assertThat(settings.maxConnections()).isEqualTo(12);
      assertThat(settings.headerTimeout()).isEqualTo(Duration.ofSeconds(4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max-conections, 5, there is no setting alexnet.serve.max-conections",
    "port, 70000, alexnet.serve.port must be from 0 to 65535",
    "port, high, port",
    "max-connections, 0, alexnet.serve.max-connections must be 1 or more",
    "header-timeout, 0s, alexnet.serve.header-timeout must be above zero",
    "max-upload, 0, alexnet.serve.max-upload must be from 1 byte to 2 GB",
    "min-free-disk, -1, alexnet.serve.min-free-disk must be 0 or more",
    "host, 0.0.0.0, can be reached from other machines",
    "host, 'no.such host', is not an address of this machine"
  })
  void aWrongValueRefusesToStartAndNamesItsKey(String key, String value, String message) {
    Map<String, Object> flags = new HashMap<>();
    flags.put("alexnet.serve.runs", folder.toString());
    flags.put("alexnet.serve.port", 0);
    flags.put("alexnet.serve." + key, value);
    assertThatThrownBy(() -> Daemon.start(flags, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void withoutADirectoryForTheRunsItDoesNotStart() {
    assertThatThrownBy(() -> Daemon.start(Map.of("alexnet.serve.port", 0), Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("alexnet.serve.runs is missing");
  }

  @Test
  void aPortInUseRefusesToStart() {
    try (Served first = Served.start(folder)) {
      assertThatThrownBy(
              () -> Served.start(folder.resolve("other"), "alexnet.serve.port", first.port()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "127.0.0.1:%d cannot be listened on, address already in use: choose another --port or --host",
              first.port());
    }
  }

  @Test
  void aSecondDaemonIsToldWhereTheFirstOneIs() {
    try (Served first = Served.start(folder)) {
      assertThatThrownBy(() -> Served.start(folder))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "%s belongs to another daemon, process %d at http://127.0.0.1:%d: end that one, or choose another --runs",
              folder, ProcessHandle.current().pid(), first.port());
    }
  }
}
