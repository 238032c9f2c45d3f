package io.alexnet.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that bring the daemon to a machine, as trees. */
final class Deployment {
  /** Of the repository. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Where image and unit have the application. */
  static final String LAUNCHER = "/opt/alexnet/alexnet";

  private Deployment() {}

  static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** With its anchors and merges resolved. */
  static JsonNode yaml(String file) throws IOException {
    Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
    return new ObjectMapper().valueToTree(tree);
  }

  static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(text(file));
  }

  static JsonNode compose() throws IOException {
    return yaml("docker-compose.yml");
  }
}
