package io.alexnet.train;

import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures of a folder that are newer than a run's checkpoint. Their names and sizes are what they
 * were; whether they were edited in place or only copied, nobody can tell without reading all.
 *
 * @param count how many
 * @param first name of the first; empty if there is none
 */
record NewerFiles(int count, String first) {
  static NewerFiles than(Path checkpoint, DataSet data) throws IOException {
    FileTime time = Files.getLastModifiedTime(checkpoint.resolve(Checkpoint.STATE));
    List<String> newer = new ArrayList<>();
    if (data.kind() == DataSet.Kind.FOLDER) {
      collect(time, data.location(), data.training(), newer);
      Optional<ImageSet> validation = data.validation();
      if (validation.isPresent()) {
        collect(time, data.location(), validation.get(), newer);
      }
    }
    return new NewerFiles(newer.size(), newer.isEmpty() ? "" : newer.get(0));
  }

  private static void collect(FileTime time, Path root, ImageSet images, List<String> newer) {
    for (int i = 0; i < images.size(); i++) {
      try {
        if (Files.getLastModifiedTime(root.resolve(images.name(i))).compareTo(time) > 0) {
          newer.add(images.name(i));
        }
      } catch (IOException | InvalidPathException e) {
        // Found unreadable when it is read, and quarantined then.
      }
    }
  }
}
