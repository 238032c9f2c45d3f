package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.SafeTensors.Item;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a checkpoint: beside its place under a hidden name, forced to disk, read back, then
 * renamed.
 */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /**
   * @param directory must not exist; its parent must
   * @throws IOException if it cannot be written; nothing stands under its name then
   */
  static void write(Path directory, AlexNet network, Statistics statistics, CheckpointState state)
      throws IOException {
    Path hidden = directory.resolveSibling("." + directory.getFileName() + ".partial");
    DurableFiles.deleteTree(hidden);
    Files.createDirectory(hidden);
    try {
      Path model = hidden.resolve(Checkpoint.MODEL);
      SafeTensors.write(model, items(network, statistics));
      Path stateFile = hidden.resolve(Checkpoint.STATE);
      writeNew(stateFile, RunText.pretty(state));
      writeNew(hidden.resolve(Checkpoint.SUMS), sum(model) + sum(stateFile));
      DurableFiles.forceDirectory(hidden);
      Checkpoint.open(hidden);
      DurableFiles.rename(hidden, directory);
    } finally {
      DurableFiles.deleteTree(hidden);
    }
  }

  private static List<Item> items(AlexNet network, Statistics statistics) {
    List<Item> items = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      items.add(
          new Item(parameter.name(), parameter.shape(), () -> network.weight(parameter).values()));
    }
    for (Parameter parameter : network.parameters()) {
      items.add(
          new Item(
              Checkpoint.MOMENTUM + parameter.name(),
              parameter.shape(),
              () -> network.momentum(parameter).values()));
    }
    long side = statistics.side();
    items.add(
        new Item(
            Checkpoint.MEAN_IMAGE,
            List.of(3L, side, side),
            () -> FloatBuffer.wrap(statistics.meanImage())));
    return items;
  }

  private static void writeNew(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    DurableFiles.force(file);
  }

  private static String sum(Path file) throws IOException {
    return DurableFiles.sha256(file) + "  " + file.getFileName() + "\n";
  }

  /** Bytes of a checkpoint on disk, nearly. */
  static long bytes(long parameters, int imageSide) {
    return Float.BYTES * (2 * parameters + 3L * imageSide * imageSide) + (64 << 10);
  }
}
