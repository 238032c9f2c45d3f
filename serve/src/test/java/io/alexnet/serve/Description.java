package io.alexnet.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What openapi.yml says, and whether an answer is as it says. */
final class Description {
  private static final String COMPONENTS = "components";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getOpenApi31())
              .keyword(new NonValidationKeyword(COMPONENTS))
              .build(),
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final JsonNode document;
  private final Map<JsonNode, Schema> schemas = new HashMap<>();

  private Description(JsonNode document) {
    this.document = document;
  }

  /**
   * An operation.
   *
   * @param method of HTTP
   * @param path its template
   * @param node what is said of it
   */
  record Operation(String method, String path, JsonNode node) {
    String id() {
      return node.get("operationId").asText();
    }

    boolean isOf(String otherMethod, String otherPath) {
      return method.equals(otherMethod)
          && otherPath.matches(path.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
    }
  }

  static Description read() {
    try (InputStream in = Daemon.class.getResourceAsStream("/openapi.yml")) {
      return new Description(new YAMLMapper().readTree(Objects.requireNonNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        if (!entry.getKey().equals("parameters")) {
          operations.add(
              new Operation(
                  entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), entry.getValue()));
        }
      }
    }
    return operations;
  }

  /** The parameters of an operation and of its path. */
  List<JsonNode> parameters(Operation operation) {
    List<JsonNode> all = new ArrayList<>();
    operation.node().path("parameters").forEach(node -> all.add(resolved(node)));
    document
        .get("paths")
        .get(operation.path())
        .path("parameters")
        .forEach(node -> all.add(resolved(node)));
    return all;
  }

  /** The names of an object's fields. */
  static Set<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  /** What a reference refers to. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** What a value has against a schema of the description; empty if it fits. */
  List<Error> errors(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::compiled).validate(value);
  }

  /** Its references, which begin at the document's root, are found in a copy beside it. */
  private Schema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set(COMPONENTS, document.get(COMPONENTS));
    return SCHEMAS.getSchema(whole);
  }

  /**
   * Fails if an answer is not as described.
   *
   * @param body that was sent; empty if there was none
   * @return the operation, if there is one of that method and path
   */
  Optional<Operation> require(String body, HttpResponse<String> answer) {
    String method = answer.request().method();
    String path = answer.uri().getRawPath();
    Optional<Operation> operation =
        operations().stream()
            .filter(candidate -> candidate.isOf(method, path))
            // As OpenAPI has it: a path without variables before one with.
            .min(Comparator.comparing(candidate -> candidate.path().contains("{")));
    String what = "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body());
    if (operation.isEmpty()) {
      assertThat(answer.statusCode()).as(what).isGreaterThanOrEqualTo(400);
      requireContent(document.at("/components/responses/Refused"), answer, what);
      return operation;
    }
    if (answer.statusCode() < 300) {
      requireBody(operation.get(), body, what);
    }
    JsonNode responses = operation.get().node().get("responses");
    JsonNode response = responses.path(String.valueOf(answer.statusCode()));
    if (response.isMissingNode() && answer.statusCode() >= 400) {
      response = responses.path("default");
    }
    assertThat(response.isMissingNode()).as("%s is not described", what).isFalse();
    requireHeaders(resolved(response), answer, what);
    requireContent(resolved(response), answer, what);
    return operation;
  }

  private void requireBody(Operation operation, String body, String what) {
    JsonNode content = operation.node().at("/requestBody/content");
    if (content.has("application/json")) {
      JsonNode schema = content.get("application/json").get("schema");
      assertThat(errors(schema, parse(body.isEmpty() ? "{}" : body)))
          .as("%s was asked with %s", what, body)
          .isEmpty();
    } else {
      assertThat(body).as(what).isEmpty();
    }
  }

  private void requireHeaders(JsonNode response, HttpResponse<?> answer, String what) {
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      String value = answer.headers().firstValue(header.getKey()).orElse("");
      JsonNode schema = resolved(header.getValue()).get("schema");
      assertThat(errors(schema, JSON.getNodeFactory().textNode(value)))
          .as("%s, header %s is '%s'", what, header.getKey(), value)
          .isEmpty();
    }
  }

  private void requireContent(JsonNode response, HttpResponse<String> answer, String what) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (!response.has("content")) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    JsonNode content = response.get("content").path(type);
    assertThat(content.isMissingNode()).as("%s is of the type '%s'", what, type).isFalse();
    if (type.endsWith("json")) {
      assertThat(errors(content.get("schema"), parse(answer.body()))).as(what).isEmpty();
    }
    if (type.equals("application/problem+json")) {
      assertThat(parse(answer.body()).get("status").asInt())
          .as(what)
          .isEqualTo(answer.statusCode());
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
