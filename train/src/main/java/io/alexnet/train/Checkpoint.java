package io.alexnet.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint on disk, verified: its files have the digests it names and its tensors the shapes
 * its settings ask for. Byte by byte in docs/checkpoint-format.md.
 */
public final class Checkpoint {
  static final String MODEL = "model.safetensors";
  static final String STATE = "state.json";
  static final String SUMS = "SHA256SUMS";
  static final String MEAN_IMAGE = "input.mean_image";
  static final String MOMENTUM = "momentum.";

  private final Path directory;
  private final CheckpointState state;
  private final Map<String, Tensor> tensors;

  private Checkpoint(Path directory, CheckpointState state, Map<String, Tensor> tensors) {
    this.directory = directory;
    this.state = state;
    this.tensors = tensors;
  }

  /**
   * Opens and verifies.
   *
   * @param path a checkpoint's directory or a link to it; or a run's directory, for its best
   *     checkpoint, else its last
   * @throws UserException if there is none, or it is damaged or of a newer format, saying which
   *     file and what to do
   */
  public static Checkpoint open(Path path) {
    Path directory = locate(path);
    try {
      verify(directory);
      CheckpointState state = read(directory.resolve(STATE));
      Checkpoint checkpoint =
          new Checkpoint(directory, state, SafeTensors.read(directory.resolve(MODEL)));
      checkpoint.requireTensors();
      checkpoint.classes();
      checkpoint.statistics();
      return checkpoint;
    } catch (IllegalArgumentException e) {
      throw damaged(directory, STATE + " says what cannot be: " + e.getMessage());
    } catch (IOException e) {
      throw new UserException(
          "checkpoint %s cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /**
   * What read the JPEG files that the run in a directory was last trained on, unverified; nothing
   * if it has no checkpoint yet, or none that can be read.
   */
  public static Optional<JpegDecoder> decoderOfLast(Path run) {
    Path last = run.resolve(RunDirectory.CHECKPOINTS).resolve(RunDirectory.LAST);
    try {
      return Optional.of(read(last.resolve(STATE)).source().decoder());
    } catch (IOException | UserException e) {
      return Optional.empty();
    }
  }

  private static Path locate(Path path) {
    Path inRun = path.resolve(RunDirectory.CHECKPOINTS);
    for (Path candidate :
        List.of(path, inRun.resolve(RunDirectory.BEST), inRun.resolve(RunDirectory.LAST))) {
      if (Files.exists(candidate.resolve(SUMS)) || Files.exists(candidate.resolve(STATE))) {
        try {
          return candidate.toRealPath();
        } catch (IOException e) {
          throw new UserException("%s cannot be read: %s".formatted(candidate, e.getMessage()), e);
        }
      }
    }
    throw new UserException(
        "%s %s: name a run's directory or one below its checkpoints/"
            .formatted(
                path, Files.isDirectory(path) ? "holds no checkpoint" : "is not a directory"));
  }

  private static void verify(Path directory) throws IOException {
    Path sums = directory.resolve(SUMS);
    if (!Files.exists(sums)) {
      throw damaged(directory, SUMS + " is missing");
    }
    List<String> lines = Files.readAllLines(sums);
    if (lines.stream()
        .map(line -> line.replaceFirst("^[0-9a-f]{64}  ", ""))
        .toList()
        .equals(List.of(MODEL, STATE))) {
      for (String line : lines) {
        String name = line.substring(66);
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
          throw damaged(directory, name + " is missing");
        }
        if (!DurableFiles.sha256(file).equals(line.substring(0, 64))) {
          throw damaged(directory, name + " is not what " + SUMS + " says");
        }
      }
    } else {
      throw damaged(directory, SUMS + " does not name " + MODEL + " and " + STATE);
    }
  }

  private static CheckpointState read(Path file) throws IOException {
    JsonNode tree = RunText.PRETTY.readTree(Files.readAllBytes(file));
    if (!tree.path("format").asText().equals(CheckpointState.FORMAT)) {
      throw new UserException(file + " is not a checkpoint's state");
    }
    int version = tree.path("version").asInt();
    if (version != CheckpointState.VERSION) {
      throw new UserException(
          "%s has format version %d, this program reads version %d: use the release that wrote it"
              .formatted(file, version, CheckpointState.VERSION));
    }
    try {
      return RunText.PRETTY.treeToValue(tree, CheckpointState.class);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is damaged: %s"
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private void requireTensors() {
    NetworkSpec spec = spec();
    for (Parameter parameter : spec.parameters()) {
      for (String name : List.of(parameter.name(), MOMENTUM + parameter.name())) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || !tensor.shape().equals(parameter.shape())) {
          throw damaged(
              directory,
              "tensor %s %s is missing from %s".formatted(name, parameter.shape(), MODEL));
        }
      }
    }
    long side = spec.geometry().imageSide();
    Tensor mean = tensors.get(MEAN_IMAGE);
    if (mean == null || !mean.shape().equals(List.of(3L, side, side))) {
      throw damaged(directory, "tensor " + MEAN_IMAGE + " is missing from " + MODEL);
    }
  }

  private static UserException damaged(Path directory, String why) {
    return new UserException(
        "checkpoint %s is damaged: %s; use another one of the run".formatted(directory, why));
  }

  /** Where it lies, links resolved. */
  public Path directory() {
    return directory;
  }

  public CheckpointState state() {
    return state;
  }

  public TrainSettings settings() {
    return state.settings();
  }

  public ClassNames classes() {
    return new ClassNames(state.classes());
  }

  /** Of the images it was trained on, as the network's inputs need them. */
  public Statistics statistics() {
    float[] mean = new float[tensor(MEAN_IMAGE).values().capacity()];
    tensor(MEAN_IMAGE).values().get(0, mean);
    CheckpointState.Colours colours = state.colours();
    return new Statistics(
        spec().geometry().imageSide(),
        mean,
        array(colours.rgbMean()),
        array(colours.eigenvalues()),
        array(colours.eigenvectors()));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The network with weights and momenta as they were. The caller closes it. */
  public AlexNet network() {
    AlexNet network = new AlexNet(spec());
    try {
      for (Parameter parameter : network.parameters()) {
        network.setWeights(tensor(parameter.name()));
        Tensor momentum = tensor(MOMENTUM + parameter.name());
        network.setMomentum(new Tensor(parameter.name(), momentum.shape(), momentum.values()));
      }
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Weights by name, as views of the file. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  private NetworkSpec spec() {
    return state.settings().network().network(state.classes().size());
  }

  private Tensor tensor(String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow();
  }
}
