package io.alexnet.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.alexnet.ingest.TrainedOn;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the run directory's files are written. */
final class RunText {
  /** Marks the only key that a file may lack: older versions did not write it. */
  static final String TRAINED_ON = "trained_on";

  /** Indented; strict when reading, and bounded in depth and in the length of what it reads. */
  static final ObjectMapper PRETTY =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(4096)
                          .maxNameLength(256)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .injectableValues(new InjectableValues.Std().addValue(TRAINED_ON, TrainedOn.UNKNOWN))
          .build();

  /** One object, one line. */
  static final ObjectMapper LINE =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private RunText() {}

  static String line(Object value) {
    return text(LINE, value);
  }

  static String pretty(Object value) {
    return text(PRETTY, value) + "\n";
  }

  static String yaml(Object value) {
    return text(YAML, value);
  }

  /** A record's components by name. */
  static Map<String, Object> map(Object value) {
    return PRETTY.convertValue(value, new TypeReference<>() {});
  }

  /** The leaves of a record of records, each by its path, such as "optimiser.momentum". */
  static Map<String, String> flat(Object value) {
    Map<String, String> leaves = new LinkedHashMap<>();
    flatten("", tree(value), leaves);
    return leaves;
  }

  private static void flatten(String path, JsonNode tree, Map<String, String> leaves) {
    if (tree.isObject()) {
      tree.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      leaves));
    } else {
      leaves.put(path, tree.isValueNode() ? tree.asText() : tree.toString());
    }
  }

  static JsonNode tree(Object value) {
    return PRETTY.valueToTree(value);
  }

  private static String text(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
