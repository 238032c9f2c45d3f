package io.alexnet.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a folder was taken for.
 *
 * @param directories where each split lies below the data directory, such as "archive/Train"; empty
 *     for the data directory itself
 * @param skipped what is there and not used
 */
public record FolderLayout(Map<String, String> directories, List<Skipped> skipped) {
  /** The layout of a data set that is no folder. */
  public static final FolderLayout NONE = new FolderLayout(Map.of(), List.of());

  public FolderLayout {
    directories = Map.copyOf(directories);
    skipped = List.copyOf(skipped);
  }

  /**
   * Files or directories that are not used, for one reason.
   *
   * @param what they are, in the plural, such as "hidden files"
   * @param count how many
   * @param examples names of the first few, below the data directory
   */
  public record Skipped(String what, int count, List<String> examples) {
    private static final Pattern PLURAL = Pattern.compile("directories|\\b(image|file|run|store)s");

    public Skipped {
      examples = List.copyOf(examples);
    }

    /** Such as "12 hidden files (cat/.a.jpg, cat/.b.jpg, ...)". */
    @Override
    public String toString() {
      String names = examples.stream().map(OneLine::of).collect(Collectors.joining(", "));
      String more = count > examples.size() ? ", ..." : "";
      return "%d %s (%s%s)".formatted(count, count == 1 ? one() : what, names, more);
    }

    private String one() {
      return PLURAL
          .matcher(what)
          .replaceFirst(noun -> noun.group().equals("directories") ? "directory" : noun.group(1));
    }
  }

  /** Counts what is skipped while a folder is looked through. */
  static final class Tally {
    private static final int EXAMPLES = 3;

    private final Map<String, List<String>> examples = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    void skip(String what, String name) {
      skip(what, name, 1);
    }

    /** Skips {@code count} of them below {@code name}. */
    void skip(String what, String name, int count) {
      List<String> names = examples.computeIfAbsent(what, first -> new ArrayList<>());
      if (names.size() < EXAMPLES) {
        names.add(name);
      }
      counts.merge(what, count, Integer::sum);
    }

    List<Skipped> skipped() {
      List<Skipped> skipped = new ArrayList<>();
      counts.forEach(
          (what, count) ->
              skipped.add(new Skipped(what, count, examples.getOrDefault(what, List.of()))));
      return skipped;
    }
  }
}
