package io.alexnet.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of named float32 tensors in the safetensors format: eight bytes of header length
 * (little-endian), a JSON header of types, shapes and positions, then the values, little-endian and
 * without gaps. Readers exist in most languages.
 */
public final class SafeTensors {
  /** Of a header that is read. The paper's network with its momenta has 4 KiB. */
  private static final long MAX_HEADER_BYTES = 128 << 10;

  /** Values written at a time. */
  private static final int CHUNK = 1 << 18;

  private SafeTensors() {}

  /**
   * Writes a new file and forces it to disk.
   *
   * @return SHA-256 of what was to be written, in lower-case hexadecimal: what is on disk has to
   *     have it
   * @throws IOException if it exists or cannot be written
   */
  public static String write(Path file, List<Tensor> tensors) throws IOException {
    MessageDigest digest = DurableFiles.sha256();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] header = header(tensors).getBytes(StandardCharsets.UTF_8);
      int longest = tensors.stream().mapToInt(tensor -> tensor.values().capacity()).max().orElse(0);
      ByteBuffer chunk =
          ByteBuffer.allocateDirect(Math.min(CHUNK, longest) * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer start =
          ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
      write(channel, start.putLong(header.length).put(header).flip(), digest);
      for (Tensor tensor : tensors) {
        writeValues(channel, tensor.values(), chunk, digest);
      }
      channel.force(true);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String header(List<Tensor> tensors) {
    ObjectNode header = new ObjectMapper().createObjectNode();
    long from = 0;
    for (Tensor tensor : tensors) {
      long to = from + (long) Float.BYTES * tensor.values().capacity();
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      entry.putArray("data_offsets").add(from).add(to);
      from = to;
    }
    String json = header.toString();
    // Values start at a multiple of eight bytes, as the format's own writer has it.
    return json + " ".repeat((8 - json.length() % 8) % 8);
  }

  private static void writeValues(
      FileChannel channel, FloatBuffer values, ByteBuffer chunk, MessageDigest digest)
      throws IOException {
    for (int from = 0; from < values.capacity(); from += CHUNK) {
      int count = Math.min(CHUNK, values.capacity() - from);
      chunk.clear().asFloatBuffer().put(0, values, from, count);
      write(channel, chunk.limit(count * Float.BYTES), digest);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes, MessageDigest digest)
      throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a file's tensors, as views of the mapped file. Believes nothing the file says before it
   * is checked, and allocates less than 1 MiB whatever it says.
   *
   * @return by name, in the order of their values
   * @throws UserException if it is not a whole and consistent file of float32 tensors
   */
  public static Map<String, Tensor> read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long headerBytes = channel.read(length, 0) == Long.BYTES ? length.getLong(0) : -1;
      if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, size - Long.BYTES)) {
        throw new BadHeader("its header is missing or too long");
      }
      byte[] header = new byte[(int) headerBytes];
      channel.map(FileChannel.MapMode.READ_ONLY, Long.BYTES, headerBytes).get(header);
      return tensors(channel, SafeTensorsHeader.parse(header), Long.BYTES + headerBytes);
    } catch (BadHeader e) {
      throw new UserException(
          "%s is damaged or not a safetensors file: %s; use another copy"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + Reason.of(e), e);
    }
  }

  private static Map<String, Tensor> tensors(
      FileChannel channel, List<SafeTensorsHeader.Entry> entries, long start)
      throws IOException, BadHeader {
    SafeTensorsHeader.requireFill(entries, channel.size() - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafeTensorsHeader.Entry entry : entries) {
      ByteBuffer values =
          channel.map(
              FileChannel.MapMode.READ_ONLY, start + entry.from(), entry.to() - entry.from());
      tensors.put(
          entry.name(),
          new Tensor(
              entry.name(), entry.shape(), values.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()));
    }
    return tensors;
  }

  /** What is wrong with a header, in words that fit behind a colon. */
  static final class BadHeader extends Exception {
    private static final long serialVersionUID = 1L;

    BadHeader(String why) {
      super(why);
    }
  }
}
