package io.alexnet.train;

import io.alexnet.common.ClassNames;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

  Checkpoint(Path directory, CheckpointState state, Map<String, Tensor> tensors) {
    this.directory = directory;
    this.state = state;
    this.tensors = tensors;
  }

  /**
   * Opens and verifies. It may be of a run that is being trained.
   *
   * @param path a checkpoint's directory or a link to it; or a run's directory, for its best
   *     checkpoint, else its last
   * @throws UserException if there is none, or it is damaged or of a newer format, saying which
   *     file and what to do
   */
  public static Checkpoint open(Path path) {
    Path directory = locate(path);
    try {
      Checkpoint checkpoint = CheckpointReader.read(directory);
      CheckpointReader.requireFinite(checkpoint);
      return checkpoint;
    } catch (UserException e) {
      throw Files.exists(directory) ? e : deleted(directory, e);
    } catch (DamagedCheckpointException e) {
      throw Files.exists(directory)
          ? new UserException(
              "checkpoint %s is damaged: %s; use another one of the run"
                  .formatted(directory, e.getMessage()),
              e)
          : deleted(directory, e);
    } catch (IOException e) {
      throw Files.exists(directory) ? unreadable(directory, e) : deleted(directory, e);
    }
  }

  private static UserException deleted(Path directory, Exception e) {
    return new UserException(
        "checkpoint %s was deleted while it was read, as its run goes on and keeps the newest: give the command again"
            .formatted(directory),
        e);
  }

  private static UserException unreadable(Path path, IOException e) {
    return new UserException("%s cannot be read: %s".formatted(path, Reason.of(e)), e);
  }

  /**
   * What read the JPEG files that the run in a directory was last trained on, unverified; nothing
   * if it has no checkpoint yet, or none that can be read.
   */
  public static Optional<JpegDecoder> decoderOfLast(Path run) {
    try {
      List<Path> checkpoints = new ArrayList<>(CheckpointStore.of(run).list());
      Collections.reverse(checkpoints);
      return checkpoints.stream().flatMap(Checkpoint::decoder).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Stream<JpegDecoder> decoder(Path checkpoint) {
    try {
      return Stream.of(CheckpointReader.state(checkpoint).source().decoder());
    } catch (IOException | UserException e) {
      return Stream.empty();
    }
  }

  private static Path locate(Path path) {
    try {
      if (Files.exists(path.resolve(SUMS)) || Files.exists(path.resolve(STATE))) {
        return path.toRealPath();
      }
      Optional<Path> inRun = CheckpointStore.of(path).toShow();
      if (inRun.isPresent()) {
        return inRun.get().toRealPath();
      }
    } catch (NoSuchFileException e) {
      throw deleted(path, e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    throw new UserException(
        "%s %s: name a run's directory or one below its checkpoints/"
            .formatted(
                path, Files.isDirectory(path) ? "holds no checkpoint" : "is not a directory"));
  }

  /** Where it lies, links resolved. */
  public Path directory() {
    return directory;
  }

  public CheckpointState state() {
    return state;
  }

  /** Those in force when it was made. */
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

  /** The tensor that {@link #statistics()} comes back from. */
  static Tensor meanImage(Statistics statistics) {
    long side = statistics.side();
    return new Tensor(
        MEAN_IMAGE, List.of(3L, side, side), FloatBuffer.wrap(statistics.meanImage()));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The network with weights and momenta as they were. The caller closes it. */
  public AlexNet network() {
    AlexNet network = new AlexNet(spec());
    try {
      load(network);
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Makes a network of the same run what it was: weights, momenta, dropout. */
  void load(AlexNet network) {
    for (Parameter parameter : network.parameters()) {
      network.setWeights(tensor(parameter.name()));
      Tensor momentum = tensor(MOMENTUM + parameter.name());
      network.setMomentum(new Tensor(parameter.name(), momentum.shape(), momentum.values()));
    }
    // The layers are those the run was begun with; without any there is no other probability.
    if (network.spec().hasDropout()) {
      network.setDropout(state.settings().network().dropout());
    }
  }

  /** Weights by name, as views of the file. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  NetworkSpec spec() {
    return state.begun().network().network(state.classes().size());
  }

  private Tensor tensor(String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow();
  }
}
