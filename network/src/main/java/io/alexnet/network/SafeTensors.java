package io.alexnet.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Supplier;

/**
 * Files of named float32 tensors in the safetensors format: eight bytes of header length
 * (little-endian), a JSON header of types, shapes and positions, then the values, little-endian and
 * without gaps. Readers exist in most languages.
 */
public final class SafeTensors {
  private static final long MAX_HEADER_BYTES = 1 << 20;
  private static final int CHUNK_BYTES = 1 << 20;

  private SafeTensors() {}

  /**
   * A tensor to be written.
   *
   * @param values asked for when its turn comes, so that not all need be in memory at once
   */
  public record Item(String name, List<Long> shape, Supplier<FloatBuffer> values) {
    private long bytes() {
      return Float.BYTES * shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  /**
   * Writes a new file and forces it to disk.
   *
   * @throws IOException if it exists or cannot be written
   */
  public static void write(Path file, List<Item> items) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] header = header(items).getBytes(StandardCharsets.UTF_8);
      ByteBuffer start =
          ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(channel, start.putLong(header.length).put(header).flip());
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (Item item : items) {
        writeValues(channel, item.values().get().duplicate().rewind(), chunk);
      }
      channel.force(true);
    }
  }

  private static String header(List<Item> items) {
    ObjectNode header = new ObjectMapper().createObjectNode();
    long from = 0;
    for (Item item : items) {
      ObjectNode entry = header.putObject(item.name()).put("dtype", "F32");
      ArrayNode shape = entry.putArray("shape");
      item.shape().forEach(shape::add);
      entry.putArray("data_offsets").add(from).add(from + item.bytes());
      from += item.bytes();
    }
    String json = header.toString();
    // Values start at a multiple of eight bytes, as the format's own writer has it.
    return json + " ".repeat((8 - json.length() % 8) % 8);
  }

  private static void writeValues(FileChannel channel, FloatBuffer values, ByteBuffer chunk)
      throws IOException {
    while (values.hasRemaining()) {
      int count = Math.min(values.remaining(), CHUNK_BYTES / Float.BYTES);
      chunk.clear().asFloatBuffer().put(values.slice(values.position(), count));
      values.position(values.position() + count);
      writeAll(channel, chunk.limit(count * Float.BYTES));
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a file's tensors, as views of the mapped file.
   *
   * @return by name, in the file's order
   * @throws UserException if it is not a whole and consistent file of float32 tensors
   */
  public static Map<String, Tensor> read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long headerBytes = channel.read(length, 0) == Long.BYTES ? length.getLong(0) : -1;
      if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, size - Long.BYTES)) {
        throw broken(file, "its header is missing or too long");
      }
      ByteBuffer header = channel.map(FileChannel.MapMode.READ_ONLY, Long.BYTES, headerBytes);
      return tensors(file, channel, parse(file, header), Long.BYTES + headerBytes);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file, ByteBuffer header) {
    try {
      JsonNode tree = new ObjectMapper().readTree(StandardCharsets.UTF_8.decode(header).toString());
      if (tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      throw new UserException(file + " is damaged: its header is not JSON; use another copy", e);
    }
    throw broken(file, "its header is not a JSON object");
  }

  private static Map<String, Tensor> tensors(
      Path file, FileChannel channel, JsonNode header, long start) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long expected = 0;
    for (Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        continue;
      }
      JsonNode offsets = entry.getValue().path("data_offsets");
      long from = offsets.path(0).asLong(-1);
      long to = offsets.path(1).asLong(-1);
      List<Long> shape = shape(entry.getValue().path("shape"));
      if (!entry.getValue().path("dtype").asText().equals("F32")) {
        throw broken(file, "tensor " + entry.getKey() + " is not of type F32");
      }
      if (from != expected || to - from != bytes(shape) || to > channel.size() - start) {
        throw broken(file, "tensor " + entry.getKey() + " does not lie where the header says");
      }
      ByteBuffer values = channel.map(FileChannel.MapMode.READ_ONLY, start + from, to - from);
      tensors.put(
          entry.getKey(),
          new Tensor(entry.getKey(), shape, values.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()));
      expected = to;
    }
    if (expected != channel.size() - start) {
      throw broken(file, "it does not end where its last tensor does");
    }
    return tensors;
  }

  private static List<Long> shape(JsonNode node) {
    List<Long> shape = new ArrayList<>();
    node.forEach(axis -> shape.add(axis.asLong(-1)));
    return shape;
  }

  /** Bytes of the values, or -1 if the shape is impossible for a file. */
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

  private static UserException broken(Path file, String why) {
    return new UserException(
        "%s is damaged or not a safetensors file: %s; use another copy".formatted(file, why));
  }
}
