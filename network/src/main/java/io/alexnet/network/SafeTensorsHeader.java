package io.alexnet.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.alexnet.network.SafeTensors.BadHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The JSON header of a safetensors file, read token by token, so that a hostile one takes no more
 * memory than a good one: bounded in nesting, in axes, in names' length.
 */
final class SafeTensorsHeader {
  private static final int MAX_AXES = 8;
  private static final int MAX_TENSORS = 1024;
  private static final int MAX_NAME = 256;
  private static final Pattern NAME = Pattern.compile("[!-~]+");
  private static final int MAX_DEPTH = 4;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(20)
                  .build())
          // Names come once each and from strangers: kept for all time they would fill the memory.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private SafeTensorsHeader() {}

  /**
   * Where a tensor lies.
   *
   * @param from first byte, behind the header
   * @param to behind the last
   */
  record Entry(String name, List<Long> shape, long from, long to) {}

  /** The tensors in the order of their values. */
  static List<Entry> parse(byte[] header) throws BadHeader {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (JsonParser json = JSON.createParser(header)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        require(NAME.matcher(name).matches(), "a tensor's name is not of plain letters");
        json.nextToken();
        if (name.equals("__metadata__")) {
          json.skipChildren();
        } else {
          entries.add(entry(name, json));
        }
        require(names.add(name), "a tensor is there twice");
        require(names.size() <= MAX_TENSORS, "its tensors are too many");
      }
      require(json.nextToken() == null, "there is something behind its header");
    } catch (InputCoercionException e) {
      throw new BadHeader("its header has a number that is too large");
    } catch (IOException e) {
      throw new BadHeader("its header is not JSON");
    }
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    return entries;
  }

  private static Entry entry(String name, JsonParser json) throws IOException, BadHeader {
    try {
      return entryOf(name, json);
    } catch (BadHeader e) {
      throw new BadHeader("tensor %s %s".formatted(name, e.getMessage()));
    }
  }

  private static Entry entryOf(String name, JsonParser json) throws IOException, BadHeader {
    require(json.currentToken() == JsonToken.START_OBJECT, "is not an object");
    String type = "";
    Optional<List<Long>> shape = Optional.empty();
    List<Long> offsets = List.of();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      switch (key) {
        case "dtype" -> type = json.getValueAsString("");
        case "shape" -> shape = Optional.of(numbers(json));
        case "data_offsets" -> offsets = numbers(json);
        default -> throw new BadHeader("has a key that is not of the format");
      }
    }
    require(type.equals("F32"), "is not of type F32");
    require(shape.isPresent() && offsets.size() == 2, "has no shape or no data_offsets");
    return new Entry(name, shape.orElseThrow(), offsets.get(0), offsets.get(1));
  }

  private static List<Long> numbers(JsonParser json) throws IOException, BadHeader {
    require(json.currentToken() == JsonToken.START_ARRAY, "has no list of numbers");
    List<Long> numbers = new ArrayList<>(MAX_AXES);
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      require(numbers.size() < MAX_AXES, "has too many axes");
      numbers.add(json.getLongValue());
    }
    require(json.currentToken() == JsonToken.END_ARRAY, "has other than whole numbers");
    return numbers;
  }

  /** Whether the tensors lie one behind the other, each as long as its shape says, to the end. */
  static void requireFill(List<Entry> entries, long bytes) throws BadHeader {
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.from() != expected
          || entry.to() > bytes
          || entry.to() - entry.from() != bytes(entry.shape())) {
        throw new BadHeader("tensor " + entry.name() + " does not lie where the header says");
      }
      expected = entry.to();
    }
    require(expected == bytes, "it does not end where its last tensor does");
  }

  /** Bytes of the values, or -1 if no array can have the shape. */
  private static long bytes(List<Long> shape) {
    long bytes = Float.BYTES;
    for (long axis : shape) {
      if (axis < 0 || axis > Integer.MAX_VALUE || bytes > Integer.MAX_VALUE) {
        return -1;
      }
      bytes *= axis;
    }
    return bytes <= Integer.MAX_VALUE ? bytes : -1;
  }

  private static void require(boolean holds, String why) throws BadHeader {
    if (!holds) {
      throw new BadHeader(why);
    }
  }
}
