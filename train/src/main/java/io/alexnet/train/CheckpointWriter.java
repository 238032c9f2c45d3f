package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the files of a checkpoint, forces them to disk and reads them back. */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /**
   * @param directory must not exist; its parent must
   * @param tensors as docs/checkpoint-format.md has them
   * @throws IOException if it cannot be written, what was written reads otherwise, or a value is
   *     NaN or infinite
   */
  static void write(Path directory, List<Tensor> tensors, CheckpointState state)
      throws IOException {
    for (Tensor tensor : tensors) {
      if (!tensor.isFinite()) {
        throw new IOException("tensor " + tensor.name() + " holds NaN or infinity");
      }
    }
    Files.createDirectory(directory);
    String model = SafeTensors.write(directory.resolve(Checkpoint.MODEL), tensors);
    String text = DurableFiles.create(directory.resolve(Checkpoint.STATE), RunText.pretty(state));
    DurableFiles.create(
        directory.resolve(Checkpoint.SUMS),
        sum(Checkpoint.MODEL, model) + sum(Checkpoint.STATE, text));
    DurableFiles.forceDirectory(directory);
    CheckpointReader.read(directory);
  }

  /** A line of SHA256SUMS. */
  static String sum(String file, String sha256) {
    return sha256 + "  " + file + "\n";
  }

  /** Bytes of a checkpoint on disk, nearly. */
  static long bytes(long parameters, int imageSide) {
    return Float.BYTES * (2 * parameters + 3L * imageSide * imageSide) + (64 << 10);
  }
}
