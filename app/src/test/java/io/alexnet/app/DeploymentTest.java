package io.alexnet.app;

import static io.alexnet.app.Deployment.ROOT;
import static io.alexnet.app.Deployment.compose;
import static io.alexnet.app.Deployment.text;
import static io.alexnet.app.Deployment.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.ServeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whatever image, compose file and unit name is there, and means the same to the application. */
final class DeploymentTest {
  private static final String SECRETS = "/run/secrets/";

  @TempDir private Path scratch;

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode service(String name) throws IOException {
    return compose().path("services").path(name);
  }

  /** Throws if the application does not know it. */
  private static void requireUnderstood(List<String> words) {
    CommandLine.ParseResult parsed =
        Main.commands(new Captured(false).output()).parseArgs(words.toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("serve");
  }

  /** Lines of a Dockerfile that begin with a word, without it; those of its last stage alone. */
  private static List<String> image(String instruction) throws IOException {
    String runtime = text("Dockerfile").replace("\\\n", "");
    return runtime
        .substring(runtime.lastIndexOf("\nFROM "))
        .lines()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1))
        .toList();
  }

  @Test
  void theDaemonIsToldOnlyWhatItUnderstands() throws IOException {
    JsonNode trainer = service("trainer");
    requireUnderstood(texts(trainer.path("command")));
    Set<String> known =
        Arrays.stream(ServeSettings.class.getRecordComponents())
            .map(key -> key.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
            .map(key -> "ALEXNET_SERVE_" + key)
            .collect(Collectors.toSet());
    JsonNode environment = trainer.path("environment");
    assertThat(environment.fieldNames()).toIterable().isNotEmpty().isSubsetOf(known);
    assertThat(environment.path("ALEXNET_SERVE_TOKEN_FILE").asText())
        .isEqualTo(SECRETS + texts(trainer.path("secrets")).get(0));
    JsonNode runs = trainer.path("volumes").get(0);
    String home = runs.asText().split(":", -1)[1];
    assertThat(environment.path("ALEXNET_SERVE_RUNS").asText()).startsWith(home + "/");
    assertThat(image("VOLUME")).containsExactly(home);
    assertThat(image("ENV")).containsExactly("ALEXNET_JAVA_OPTS=\"-Duser.home=" + home + "\"");
    assertThat(text("alexnet")).contains("${ALEXNET_JAVA_OPTS:-}");
    JsonNode data = trainer.path("volumes").get(1);
    assertThat(environment.path("ALEXNET_SERVE_DATA_ROOTS")).isEqualTo(data.path("target"));
    assertThat(data.path("read_only").asBoolean()).isTrue();
    // Listening on an address that others reach needs all of these.
    assertThat(environment.path("ALEXNET_SERVE_HOST").asText()).isEqualTo("0.0.0.0");
    assertThat(environment.path("ALEXNET_SERVE_REMOTE_ACCESS").asText()).isEqualTo("true");
    assertThat(trainer.path("stop_grace_period").asText()).isEqualTo("60s");
  }

  @Test
  void everybodyCallsTheDaemonByANameAndPortItHas() throws IOException {
    String port = defaultPort();
    JsonNode scrape = yaml("deploy/prometheus/prometheus.yml").path("scrape_configs").get(0);
    String target = scrape.path("static_configs").get(0).path("targets").get(0).asText();
    assertThat(target).isEqualTo("trainer:" + port);
    JsonNode trainer = service("trainer");
    assertThat(trainer.at("/environment/ALEXNET_SERVE_ALLOWED_HOSTS").asText())
        .isEqualTo(target.replaceFirst(":.*", ""));
    assertThat(texts(trainer.path("ports"))).containsExactly("127.0.0.1:" + port + ":" + port);
    assertThat(texts(trainer.at("/healthcheck/test")))
        .contains("curl", "http://127.0.0.1:" + port + "/health/liveness");
    assertThat(image("EXPOSE")).containsExactly(port);
    assertThat(image("RUN").get(0)).contains(" curl ");
    assertThat(scrape.at("/authorization/credentials_file").asText())
        .isEqualTo(SECRETS + texts(service("prometheus").path("secrets")).get(0));
  }

  private static String defaultPort() {
    String help =
        Objects.requireNonNull(
                Main.commands(new Captured(false).output()).getSubcommands().get("serve"))
            .getUsageMessage(CommandLine.Help.Ansi.OFF);
    return help.replaceFirst("(?s).*Port to listen on.*?Default:\\s+(\\d+)\\..*", "$1");
  }

  @Test
  void grafanaFindsPrometheusAndItsBoard() throws IOException {
    JsonNode grafana = service("grafana");
    JsonNode source =
        yaml("deploy/grafana/provisioning/datasources/prometheus.yml").path("datasources").get(0);
    String published = texts(service("prometheus").path("ports")).get(0);
    assertThat(source.path("url").asText())
        .isEqualTo("http://prometheus:" + published.substring(published.lastIndexOf(':') + 1));
    JsonNode board = Deployment.json("deploy/grafana/dashboards/alexnet.json");
    assertThat(board.findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(used -> assertThat(used.path("uid")).isEqualTo(source.path("uid")));
    String boards =
        yaml("deploy/grafana/provisioning/dashboards/alexnet.yml")
            .at("/providers/0/options/path")
            .asText();
    assertThat(texts(grafana.path("volumes")))
        .contains("./deploy/grafana/dashboards:" + boards + ":ro");
    assertThat(grafana.at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText())
        .isEqualTo(boards + "/alexnet.json");
    assertThat(grafana.at("/environment/GF_SECURITY_ADMIN_PASSWORD__FILE").asText())
        .isEqualTo(SECRETS + texts(grafana.path("secrets")).get(0));
  }

  @Test
  void everyServiceIsConfinedAndWatched() throws IOException {
    JsonNode services = compose().path("services");
    assertThat(services.fieldNames())
        .toIterable()
        .containsExactly("trainer", "prometheus", "grafana");
    for (Map.Entry<String, JsonNode> each : services.properties()) {
      JsonNode service = each.getValue();
      assertThat(service.path("user").asText()).as(each.getKey()).matches("[1-9]\\d*:[1-9]\\d*");
      assertThat(service.path("read_only").asBoolean()).as(each.getKey()).isTrue();
      assertThat(texts(service.path("cap_drop"))).as(each.getKey()).containsExactly("ALL");
      assertThat(texts(service.path("security_opt"))).containsExactly("no-new-privileges:true");
      assertThat(service.path("mem_limit").asText()).as(each.getKey()).matches("\\d+[mg]");
      assertThat(service.path("restart").asText()).as(each.getKey()).isEqualTo("unless-stopped");
      assertThat(service.at("/healthcheck/test").size()).as(each.getKey()).isGreaterThan(1);
      assertThat(texts(service.path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
      for (String secret : texts(service.path("secrets"))) {
        assertThat(compose().at("/secrets/" + secret + "/file").asText())
            .isEqualTo("./deploy/secrets/" + secret);
      }
      for (String volume : texts(service.path("volumes"))) {
        String source = volume.split(":", -1)[0];
        assertThat(
                volume.isEmpty()
                    || compose().path("volumes").has(source)
                    || (volume.endsWith(":ro") && Files.isDirectory(ROOT.resolve(source))))
            .as(volume)
            .isTrue();
      }
    }
  }

  @Test
  void secretsAreWhatTheDaemonTakesAndNobodyElseReads() throws Exception {
    Path script = scratch.resolve("make-secrets");
    String user = Files.getAttribute(scratch, "unix:uid").toString();
    assertThat(text("deploy/make-secrets")).contains("\nuser=1000\n");
    Files.writeString(
        script, text("deploy/make-secrets").replace("\nuser=1000\n", "\nuser=" + user + "\n"));
    Installed.run(new ProcessBuilder("sh", script.toString()));
    Path secrets = scratch.resolve("secrets");
    assertThat(Files.getPosixFilePermissions(secrets)).hasSize(3);
    try (Stream<Path> files = Files.list(secrets)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              () -> {
                try {
                  return compose().path("secrets").fieldNames();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
    }
    assertThat(Files.getPosixFilePermissions(secrets.resolve("tokens"))).hasSize(2);
    assertThat(Files.readString(secrets.resolve("tokens")))
        .matches("viewer [0-9a-f]{64}\noperator [0-9a-f]{64}\nadmin [0-9a-f]{64}\n")
        .contains("viewer " + Files.readString(secrets.resolve("viewer-token")) + "\n");
    assertThat(text(".dockerignore")).contains("deploy/secrets\n");
    assertThat(text(".gitignore")).contains("/deploy/secrets/\n");
  }

  @Test
  void theImageHoldsTheLauncherAndWhatItStarts() throws IOException {
    List<String> copies = image("COPY");
    assertThat(copies)
        .containsExactly(
            "alexnet " + Deployment.LAUNCHER,
            "--from=build /src/app/target/alexnet /opt/alexnet/app/target/alexnet");
    assertThat(text("alexnet")).contains("jar=$root/app/target/alexnet/alexnet.jar\n");
    assertThat(image("ENTRYPOINT")).containsExactly("[\"" + Deployment.LAUNCHER + "\"]");
    String user = service("trainer").path("user").asText();
    assertThat(image("USER")).containsExactly(user);
    assertThat(image("RUN").get(0))
        .contains("useradd --uid " + user.replaceFirst(":.*", ""), "openjdk-17-jre");
    JsonNode gpu = yaml("docker-compose.gpu.yml").at("/services/trainer/build/args");
    List<String> arguments = new ArrayList<>();
    gpu.fieldNames().forEachRemaining(arguments::add);
    assertThat(arguments)
        .isNotEmpty()
        .allSatisfy(
            argument ->
                assertThat(text("Dockerfile"))
                    .contains("\nARG " + argument + "=", "${" + argument + "}"));
    assertThat(text("pom.xml"))
        .contains("<id>" + gpu.path("MAVEN_PROFILE").asText().substring(2) + "</id>");
  }

  @Test
  void theUnitStartsTheDaemonAndLetsItSave() throws IOException {
    String unit = text("deploy/systemd/alexnet.service");
    Map<String, String> keys =
        unit.lines()
            .filter(line -> line.matches("[A-Z][A-Za-z]+=.*"))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    List<String> command = List.of(keys.getOrDefault("ExecStart", "").split(" "));
    assertThat(command.get(0)).isEqualTo(Deployment.LAUNCHER);
    requireUnderstood(command.subList(1, command.size()));
    String state = "/var/lib/" + keys.get("StateDirectory");
    assertThat(command).contains(state + "/runs");
    assertThat(keys).containsEntry("Environment", "ALEXNET_JAVA_OPTS=-Duser.home=" + state);
    assertThat(Integer.parseInt(keys.getOrDefault("TimeoutStopSec", "0"))).isGreaterThan(10);
    assertThat(keys)
        .containsEntry("SuccessExitStatus", Integer.toString(Signals.exitCode(Signals.TERM)))
        .containsEntry("ExecReload", "/bin/kill -HUP $MAINPID")
        .containsEntry("Restart", "on-failure")
        .containsEntry("DynamicUser", "yes")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("ProtectSystem", "strict")
        .containsKey("MemoryMax");
  }

  @Test
  void systemdTakesTheUnit() throws Exception {
    Installed.require("systemd-analyze", "systemd");
    Path copy = scratch.resolve("alexnet.service");
    Files.writeString(
        copy,
        text("deploy/systemd/alexnet.service")
            .replace(Deployment.LAUNCHER, ROOT.resolve("alexnet").toString()));
    assertThat(Installed.run(new ProcessBuilder("systemd-analyze", "verify", copy.toString())))
        .isEmpty();
  }

  /** Into which Prometheus, as the same user, puts what it remembers. */
  @Test
  void oneVolumeHoldsAllThatIsKept() throws IOException {
    assertThat(compose().path("volumes").fieldNames()).toIterable().containsExactly("alexnet");
    String home = image("VOLUME").get(0);
    JsonNode prometheus = service("prometheus");
    assertThat(texts(prometheus.path("volumes"))).contains("alexnet:" + home);
    assertThat(texts(prometheus.path("command")))
        .contains("--storage.tsdb.path=" + home + "/prometheus");
    assertThat(prometheus.path("user")).isEqualTo(service("trainer").path("user"));
    assertThat(texts(prometheus.path("depends_on"))).containsExactly("trainer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-compose.yml", "docker-compose.yml:docker-compose.gpu.yml"})
  void composeTakesItsFiles(String files) throws Exception {
    Installed.require("docker-compose", "docker-compose");
    ProcessBuilder config =
        new ProcessBuilder("docker-compose", "config", "--quiet").directory(ROOT.toFile());
    config.environment().put("ALEXNET_DATA", scratch.toString());
    config.environment().put("COMPOSE_FILE", files);
    Installed.run(config);
  }
}
