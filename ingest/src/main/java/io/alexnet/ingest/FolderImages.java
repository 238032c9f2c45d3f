package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One split of a folder. Keeps a name per image; paths only where the name does not give them. */
final class FolderImages implements ImageSet {
  private static final int BEGINNING = 1 << 16;
  private static final int CONTENTS_DIGITS = 16;

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

  private Path path(int index) {
    Path odd = oddPaths.get(index);
    return odd == null ? root.resolve(names[index]) : odd;
  }

  @Override
  public String contents(int index) {
    Path path = path(index);
    if (refused.containsKey(index)
        || FolderScan.linkRefusal(realRoot, options.followLinks(), path).isPresent()
        || !Files.isRegularFile(path)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = DurableFiles.sha256();
      digest.update(Long.toString(Files.size(path)).getBytes(StandardCharsets.US_ASCII));
      digest.update(in.readNBytes(BEGINNING));
      return HexFormat.of().formatHex(digest.digest()).substring(0, CONTENTS_DIGITS);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public Decoded read(int index, PipelineMeter meter) {
    String refusal = refused.get(index);
    if (refusal != null) {
      meter.rejected(Stage.READ);
      return new Decoded.Rejected(refusal);
    }
    Path path = path(index);
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
