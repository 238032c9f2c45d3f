package io.alexnet.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.network.Activation;
import io.alexnet.network.Preset;
import io.alexnet.serve.Description.Operation;
import io.alexnet.serve.runs.Json;
import io.alexnet.serve.runs.Status;
import io.alexnet.train.RunControl;
import io.alexnet.train.Setting;
import io.alexnet.train.TrainSettings;
import io.alexnet.train.Verdict;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** openapi.yml describes the routes that there are, and no others. */
final class DescribedRoutesTest {
  private static final List<String> ROLES = List.of("viewer", "operator", "admin");

  @TempDir private static Path runs;
  private static final Description DESCRIPTION = Description.read();
  private static Served served;

  @BeforeAll
  static void start() {
    served = Served.start(runs);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedOperationIsRouted() {
    Set<String> routed =
        served
            .daemon()
            .part(Router.class)
            .uriRoutes()
            .filter(route -> !route.getHttpMethodName().equals("HEAD"))
            // The page's files are not for programs.
            .filter(route -> !template(route).matches("/|/page/.*"))
            .flatMap(DescribedRoutesTest::said)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> described =
        DESCRIPTION.operations().stream()
            .flatMap(DescribedRoutesTest::said)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(routed);
  }

  private static Stream<String> said(UriRouteInfo<?, ?> route) {
    Set<String> takes = new TreeSet<>();
    if (!route.getHttpMethodName().equals("GET")) {
      // Micronaut's own endpoints say nothing, and the daemon lets JSON alone pass.
      takes.addAll(
          route.getConsumes().isEmpty()
              ? Set.of(MediaType.APPLICATION_JSON)
              : types(route.getConsumes()));
      takes.remove(MediaType.ALL);
    }
    return said(
        route.getHttpMethodName(),
        template(route),
        takes,
        types(route.getProduces()),
        Arrays.stream(route.getTargetMethod().getArguments())
            .filter(argument -> isParameter(route, argument))
            .map(DescribedRoutesTest::name)
            .collect(Collectors.toSet()));
  }

  private static String template(UriRouteInfo<?, ?> route) {
    return route.getUriMatchTemplate().toString().replaceAll("\\{[?&][^}]*}", "");
  }

  private static Set<String> types(List<MediaType> types) {
    return types.stream().map(MediaType::toString).collect(Collectors.toSet());
  }

  /** Of those that a GET takes, all but what the framework knows and the address has. */
  private static boolean isParameter(UriRouteInfo<?, ?> route, Argument<?> argument) {
    return argument.isAnnotationPresent(QueryValue.class)
        || (route.getHttpMethodName().equals("GET")
            && argument.getType() != Principal.class
            && argument.getType() != HttpRequest.class
            && !template(route).contains("{" + argument.getName() + "}"));
  }

  private static String name(Argument<?> argument) {
    return argument
        .getAnnotationMetadata()
        .stringValue(QueryValue.class)
        .filter(name -> !name.isEmpty())
        .orElse(argument.getName());
  }

  private static Stream<String> said(Operation operation) {
    Set<String> gives = new HashSet<>();
    for (Map.Entry<String, JsonNode> response : operation.node().get("responses").properties()) {
      if (response.getKey().startsWith("2")) {
        JsonNode content = DESCRIPTION.resolved(response.getValue()).path("content");
        gives.addAll(Description.names(content));
        if (content.isMissingNode()) {
          // An answer without a body; Micronaut has a type for it all the same.
          gives.add(MediaType.APPLICATION_JSON);
        }
      }
    }
    return said(
        operation.method(),
        template(operation),
        Description.names(operation.node().at("/requestBody/content")),
        gives,
        DESCRIPTION.parameters(operation).stream()
            .filter(parameter -> parameter.get("in").asText().equals("query"))
            .map(parameter -> parameter.get("name").asText())
            .collect(Collectors.toSet()));
  }

  /** The path with the parameters that are said to be in it. */
  private static String template(Operation operation) {
    Set<String> described =
        DESCRIPTION.parameters(operation).stream()
            .filter(parameter -> parameter.get("in").asText().equals("path"))
            .map(parameter -> "{" + parameter.get("name").asText() + "}")
            .collect(Collectors.toSet());
    return Pattern.compile("\\{[^}]*}")
        .matcher(operation.path())
        .replaceAll(
            found ->
                described.contains(found.group())
                    ? Matcher.quoteReplacement(found.group())
                    : "not described");
  }

  /** A line for each type of body: routes that share a path may take one each. */
  private static Stream<String> said(
      String method, String path, Set<String> takes, Set<String> gives, Set<String> parameters) {
    return (takes.isEmpty() ? Set.of("nothing") : takes)
        .stream()
            .map(
                type ->
                    "%s %s takes %s gives %s, parameters %s"
                        .formatted(
                            method, path, type, new TreeSet<>(gives), new TreeSet<>(parameters)));
  }

  @Test
  void itIsServedWhereTheRootSays() throws Exception {
    String link = served.get("/api/v1").headers().firstValue("Link").orElseThrow();
    String address = link.substring(1, link.indexOf('>'));
    String text = served.ask("viewer", "GET", address, "").body();
    assertThat(new YAMLMapper().readTree(text)).isEqualTo(DESCRIPTION.document());
  }

  @Test
  void everyExampleFitsItsSchema() {
    List<JsonNode> contents = DESCRIPTION.document().findParents("example");
    assertThat(contents.size()).isGreaterThan(15);
    for (JsonNode content : contents) {
      assertThat(DESCRIPTION.errors(content.get("schema"), content.get("example")))
          .as(content.get("example").toString())
          .isEmpty();
    }
  }

  @Test
  void everySettingAndEveryWordIsDescribed() {
    for (Preset preset : Preset.values()) {
      assertThat(
              DESCRIPTION.errors(schema("EffectiveSettings"), Json.tree(TrainSettings.of(preset))))
          .as(preset.id())
          .isEmpty();
    }
    assertThat(words("/Preset"))
        .isEqualTo(Arrays.stream(Preset.values()).map(Preset::id).collect(Collectors.toSet()));
    assertThat(words("/State")).isEqualTo(words(RunControl.State.values()));
    assertThat(words("/Run/properties/status")).isEqualTo(words(Status.values()));
    assertThat(words("/Step/properties/bound")).isEqualTo(words(Verdict.Bound.values()));
    String settings = "/Settings/properties";
    assertThat(words(settings + "/network/properties/activation"))
        .isEqualTo(words(Activation.values()));
    assertThat(words(settings + "/augment/properties/colour_noise"))
        .isEqualTo(words(ColourNoise.values()));
    assertThat(words(settings + "/augment/properties/mean")).isEqualTo(words(Mean.values()));
    assertThat(Description.names(schema("SettingsPatch").get("properties")))
        .isEqualTo(words(Setting.values()));
  }

  private static JsonNode schema(String name) {
    return DESCRIPTION.document().at("/components/schemas/" + name);
  }

  private static Set<String> words(String path) {
    Set<String> words = new HashSet<>();
    DESCRIPTION
        .document()
        .at("/components/schemas" + path + "/enum")
        .forEach(word -> words.add(word.asText()));
    return words;
  }

  private static Set<String> words(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  @Test
  void aRoleMayDoWhatIsSaidOfIt() throws Exception {
    for (Operation operation : DESCRIPTION.operations()) {
      String path = operation.path().replace("{selector}", "liveness").replaceAll("\\{[^}]*}", "1");
      JsonNode security =
          operation.node().path("security").isMissingNode()
              ? DESCRIPTION.document().get("security")
              : operation.node().get("security");
      boolean open = security.get(0).isEmpty();
      int needed = ROLES.indexOf(security.get(open ? 1 : 0).at("/bearer/0").asText());
      for (int role = 0; role < ROLES.size(); role++) {
        int status =
            served.status(
                "%s %s HTTP/1.1".formatted(operation.method(), path),
                List.of(
                    "Host: localhost", "Authorization: Bearer " + served.token(ROLES.get(role))));
        assertThat(status == 403)
            .as("%s by %s: %d", operation.id(), ROLES.get(role), status)
            .isEqualTo(role < needed);
      }
      int status =
          served.status(
              "%s %s HTTP/1.1".formatted(operation.method(), path), List.of("Host: localhost"));
      assertThat(status).as(operation.id()).matches(s -> open == (s != 401 && s != 429));
    }
  }
}
