package io.alexnet.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** JSON files that say what they are: an object with "format" and "version". */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** The components of a record by name, as text. */
  static Map<String, String> words(Record record) {
    Map<String, String> words = new TreeMap<>();
    JsonNode tree = MAPPER.valueToTree(record);
    tree.properties().forEach(field -> words.put(field.getKey(), field.getValue().asText()));
    return words;
  }

  /** Replaces {@code file}; the same value always gives the same bytes. */
  static void write(Path file, Object value) throws IOException {
    DurableFiles.replace(file, text(value));
  }

  /** SHA-256, in lower-case hexadecimal, of what would be written. */
  static String sha256(Object value) {
    try {
      byte[] bytes = text(value).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(DurableFiles.sha256().digest(bytes));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value).replace("\r\n", "\n") + "\n";
  }

  /**
   * @throws UserException if the file is missing, no such JSON or of another format or version
   */
  static <T> T read(Path file, String format, int version, Class<T> type) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(file, OneLine.of(e)), e);
    }
    if (!tree.path("format").asText("").equals(format)) {
      throw new UserException("%s is not a file of format \"%s\"".formatted(file, format));
    }
    int found = tree.path("version").asInt(0);
    if (found != version) {
      throw new UserException(
          "%s has format version %d, this program reads version %d: use the release that wrote it, or make it anew"
              .formatted(file, found, version));
    }
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static UserException damaged(Path file, JsonProcessingException e) {
    return new UserException(
        "%s is damaged: %s".formatted(file, OneLine.of(e.getOriginalMessage())), e);
  }
}
