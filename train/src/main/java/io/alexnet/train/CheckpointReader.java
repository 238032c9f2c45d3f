package io.alexnet.train;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads checkpoints and believes nothing in them. First the digests: a file that does not have its
 * own is damage. What has its digest was meant so by somebody; if it cannot be used all the same,
 * it is refused by name.
 */
final class CheckpointReader {
  /** Twenty thousand class names fit. */
  private static final int MAX_STATE_BYTES = 1 << 20;

  /**
   * What the objects take that a state becomes, for each byte of it, is less than this. So a state
   * may have that part of the model's bytes, and some more, as small networks have small models.
   */
  private static final int STATE_SHARE = 32;

  private static final int MIN_STATE_BYTES = 64 << 10;

  private static final int MAX_SUMS_BYTES = 4096;
  private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9][\\w.-]*)");

  private CheckpointReader() {}

  /**
   * Opens and verifies, all but the values of the tensors.
   *
   * @param directory the checkpoint's, links resolved
   * @throws DamagedCheckpointException if a file is not what was written
   * @throws UserException if it is whole but of another format or does not fit together
   * @throws IOException if a file cannot be opened
   */
  static Checkpoint read(Path directory) throws IOException {
    Set<String> files = verify(directory);
    CheckpointState state = state(directory);
    if (!files.equals(Set.of(Checkpoint.MODEL, Checkpoint.STATE))) {
      throw refused(directory, Checkpoint.SUMS + " names other files than a checkpoint has");
    }
    Checkpoint checkpoint =
        new Checkpoint(directory, state, SafeTensors.read(directory.resolve(Checkpoint.MODEL)));
    try {
      requireTensors(checkpoint);
      checkpoint.classes();
      checkpoint.statistics();
      requireCutoffs(state);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refused(directory, Checkpoint.STATE + " says what cannot be: " + e.getMessage());
    }
    return checkpoint;
  }

  /**
   * Holds every file against its digest.
   *
   * @return their names
   */
  private static Set<String> verify(Path directory) throws IOException {
    byte[] text = bytes(directory, Checkpoint.SUMS, MAX_SUMS_BYTES);
    Map<String, String> sums = new LinkedHashMap<>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      Matcher sum = SUM.matcher(line);
      if (sum.matches()) {
        sums.put(sum.group(2), sum.group(1));
      }
    }
    StringBuilder written = new StringBuilder();
    sums.forEach((name, sum) -> written.append(CheckpointWriter.sum(name, sum)));
    // To the byte: no line is passed over, none is there twice, the last one is whole.
    if (!written.toString().equals(new String(text, StandardCharsets.ISO_8859_1))
        || !sums.keySet().containsAll(List.of(Checkpoint.MODEL, Checkpoint.STATE))) {
      throw new DamagedCheckpointException(Checkpoint.SUMS + " is not as it was written");
    }
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      if (!digest(directory, sum.getKey()).equals(sum.getValue())) {
        throw new DamagedCheckpointException(
            sum.getKey() + " is not what " + Checkpoint.SUMS + " says");
      }
    }
    return sums.keySet();
  }

  private static String digest(Path directory, String name) throws IOException {
    Path file = regular(directory, name);
    try {
      return DurableFiles.sha256(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static byte[] bytes(Path directory, String name, int most) throws IOException {
    Path file = regular(directory, name);
    if (Files.size(file) > most) {
      throw new DamagedCheckpointException(name + " is longer than any");
    }
    try {
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** A file that opens and does not let itself be read lies on a bad part of the disk. */
  private static DamagedCheckpointException unreadable(String name, IOException e) {
    return new DamagedCheckpointException(name + " cannot be read: " + Reason.of(e));
  }

  /** Never waits for a pipe, never reads a device. */
  private static Path regular(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      throw new DamagedCheckpointException(name + " is missing");
    }
    if (!Files.isRegularFile(file)) {
      throw new DamagedCheckpointException(name + " is not a file");
    }
    return file;
  }

  /**
   * What state.json says, not held against its digest.
   *
   * @throws UserException if it is of another format or version, or says what cannot be
   */
  static CheckpointState state(Path directory) throws IOException {
    int most = mostStateBytes(directory);
    if (Files.size(regular(directory, Checkpoint.STATE)) > most) {
      throw refused(
          directory,
          "%s is longer than the %d bytes it may have beside such a %s"
              .formatted(Checkpoint.STATE, most, Checkpoint.MODEL));
    }
    byte[] text = bytes(directory, Checkpoint.STATE, most);
    try {
      requireVersion(directory, text);
      return RunText.PRETTY.readValue(text, CheckpointState.class);
    } catch (JsonProcessingException e) {
      throw refused(
          directory,
          "%s cannot be read: %s"
              .formatted(
                  Checkpoint.STATE, e.getOriginalMessage().lines().findFirst().orElse("no JSON")));
    }
  }

  private static int mostStateBytes(Path directory) throws IOException {
    long share = Files.size(regular(directory, Checkpoint.MODEL)) / STATE_SHARE;
    return (int) Math.min(MAX_STATE_BYTES, MIN_STATE_BYTES + share);
  }

  /** Looks no further than it must: a later version may have anything behind its first two keys. */
  private static void requireVersion(Path directory, byte[] text) throws IOException {
    try (JsonParser json = RunText.PRETTY.createParser(text)) {
      boolean known =
          json.nextToken() == JsonToken.START_OBJECT
              && "format".equals(json.nextFieldName())
              && CheckpointState.FORMAT.equals(json.nextTextValue())
              && "version".equals(json.nextFieldName());
      if (!known) {
        throw refused(directory, Checkpoint.STATE + " is not a checkpoint's state");
      }
      int version = json.nextIntValue(0);
      if (version != CheckpointState.VERSION) {
        throw refused(
            directory,
            "it has format version %d, this program reads version %d: use the release that wrote it"
                .formatted(version, CheckpointState.VERSION));
      }
    }
  }

  private static void requireTensors(Checkpoint checkpoint) {
    NetworkSpec spec = checkpoint.spec();
    for (Parameter parameter : spec.parameters()) {
      requireTensor(checkpoint, parameter.name(), parameter.shape());
      requireTensor(checkpoint, Checkpoint.MOMENTUM + parameter.name(), parameter.shape());
    }
    long side = spec.geometry().imageSide();
    requireTensor(checkpoint, Checkpoint.MEAN_IMAGE, List.of(3L, side, side));
  }

  private static void requireCutoffs(CheckpointState state) {
    int cutoffs = state.trainedOn().cutoffs().size();
    if (cutoffs != 0 && cutoffs != state.classes().size()) {
      throw new IllegalArgumentException("cutoffs of %d classes".formatted(cutoffs));
    }
  }

  private static void requireTensor(Checkpoint checkpoint, String name, List<Long> shape) {
    Tensor tensor = checkpoint.tensors().get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw refused(
          checkpoint.directory(),
          "tensor %s %s is missing from %s".formatted(name, shape, Checkpoint.MODEL));
    }
  }

  /**
   * @throws UserException naming a tensor that has NaN or infinity in it
   */
  static void requireFinite(Checkpoint checkpoint) {
    for (Tensor tensor : checkpoint.tensors().values()) {
      if (!tensor.isFinite()) {
        throw refused(checkpoint.directory(), "tensor " + tensor.name() + " holds NaN or infinity");
      }
    }
  }

  private static UserException refused(Path directory, String why) {
    return new UserException(
        "checkpoint %s cannot be used: %s; it is left as it is, use another one"
            .formatted(directory, why));
  }
}
