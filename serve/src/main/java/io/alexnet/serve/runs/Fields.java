package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.util.Map;
import java.util.Set;

/** The fields of a request's body; one that is unknown, missing or of another type is named. */
public record Fields(JsonNode body) {
  /**
   * @param known names that it may have
   * @throws Refusal if it is no object, or has others
   */
  public static Fields of(JsonNode body, String... known) {
    if (!body.isObject()) {
      throw invalid("the body is not a JSON object");
    }
    Set<String> names = Set.of(known);
    if (!body.properties().stream().map(Map.Entry::getKey).allMatch(names::contains)) {
      throw invalid("the body has a field that is none of " + String.join(", ", known));
    }
    return new Fields(body);
  }

  /**
   * @throws Refusal if it is missing or no text
   */
  public String text(String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual()) {
      throw invalid(name + " must be a text");
    }
    return value.textValue();
  }

  /**
   * @param otherwise if it is missing
   * @throws Refusal if it is no whole number
   */
  public int count(String name, int otherwise) {
    JsonNode value = body.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isInt()) {
      throw invalid(name + " must be a whole number");
    }
    return value.intValue();
  }

  static Refusal invalid(String what) {
    return new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, what);
  }
}
