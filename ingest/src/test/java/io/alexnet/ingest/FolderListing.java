package io.alexnet.ingest;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints each training image's name and whether it can be read: run in a locale of its own. */
final class FolderListing {
  private FolderListing() {}

  public static void main(String[] arguments) {
    ImageSet images = DataSet.open(Path.of(arguments[0]), 8, ReadOptions.DEFAULT).training();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int i = 0; i < images.size(); i++) {
      out.println(images.name(i) + " " + (images.read(i) instanceof Decoded.Ok));
    }
  }
}
