package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One split of a folder. Keeps a name per image; paths only where the name does not give them. */
final class FolderImages implements ImageSet {
  private final Path root;
  private final Path realRoot;
  private final int side;
  private final ReadOptions options;
  private final Outage outage;
  private final String[] names;
  private final int[] firstOfClass;
  private final Map<Integer, Path> oddPaths = new HashMap<>();
  private final Map<Integer, String> refused = new HashMap<>();

  /**
   * @param realRoot the data directory, its links resolved
   * @param byClass the images of each class, in order
   */
  FolderImages(
      Path root,
      Path realRoot,
      int side,
      ReadOptions options,
      List<List<FolderScan.Entry>> byClass) {
    this.root = root;
    this.realRoot = realRoot;
    this.side = side;
    this.options = options;
    this.outage = new Outage(root);
    this.names = new String[byClass.stream().mapToInt(List::size).sum()];
    this.firstOfClass = new int[byClass.size() + 1];
    int index = 0;
    for (int label = 0; label < byClass.size(); label++) {
      for (FolderScan.Entry entry : byClass.get(label)) {
        remember(index++, entry);
      }
      firstOfClass[label + 1] = index;
    }
  }

  private void remember(int index, FolderScan.Entry entry) {
    names[index] = entry.name();
    if (!entry.refusal().isEmpty()) {
      refused.put(index, entry.refusal());
    } else if (!isPathOf(entry)) {
      oddPaths.put(index, entry.path());
    }
  }

  private boolean isPathOf(FolderScan.Entry entry) {
    try {
      return root.resolve(entry.name()).equals(entry.path());
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public int label(int index) {
    return Labels.of(firstOfClass, index);
  }

  @Override
  public String name(int index) {
    return names[index];
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public Decoded read(int index, PipelineMeter meter) {
    String refusal = refused.get(index);
    if (refusal != null) {
      meter.rejected(Stage.READ);
      return new Decoded.Rejected(refusal);
    }
    Path odd = oddPaths.get(index);
    Path path = odd == null ? root.resolve(names[index]) : odd;
    return outage.read(path, () -> attempt(path, meter), meter);
  }

  @Override
  public void outlast(Duration longest, Consumer<String> heard) {
    outage.outlast(longest, heard);
  }

  private Decoded attempt(Path path, PipelineMeter meter) throws IOException {
    // Something else may have taken its place since the folder was listed.
    if (!options.followLinks() && !path.toRealPath().startsWith(realRoot)) {
      meter.rejected(Stage.READ);
      return new Decoded.Rejected(FolderScan.LEAVES);
    }
    return Decoder.attempt(path, side, options, meter);
  }
}
