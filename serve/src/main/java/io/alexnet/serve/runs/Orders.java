package io.alexnet.serve.runs;

import io.alexnet.common.DurableFiles;
import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The orders of all runs, in memory and on disk alike. For one thread at a time. */
final class Orders {
  /** Orders that wait: more are a mistake. */
  private static final int MOST_WAITING = 100;

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private final Path root;
  private final Map<String, Order> all = new TreeMap<>();

  /**
   * Reads what is there; directories without an order are not the daemon's.
   *
   * @param root directory of the runs
   */
  Orders(Path root) throws IOException {
    this.root = root;
    try (Stream<Path> entries = Files.list(root)) {
      for (Path run : entries.toList()) {
        String name = run.getFileName().toString();
        if (NAME.matcher(name).matches()
            && Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)
            && Order.isIn(run)) {
          all.put(name, Order.read(run));
        }
      }
    }
  }

  List<String> names() {
    return List.copyOf(all.keySet());
  }

  Path directory(String name) {
    return root.resolve(name);
  }

  Order get(String name) {
    return Optional.ofNullable(all.get(RunName.run(name)))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "there is no such run"));
  }

  /** Changes what has become of an order. */
  void put(String name, Order order) {
    order.write(directory(name));
    all.put(name, order);
  }

  /**
   * A new run.
   *
   * @param filled adds files to its directory before anybody sees it
   * @throws Refusal if there is one of that name, or too many wait
   */
  void add(String name, Order order, Filled filled) {
    if (all.values().stream().filter(other -> !other.status().isOver()).count() >= MOST_WAITING) {
      throw new Refusal(HttpStatus.TOO_MANY_REQUESTS, "too many runs wait already");
    }
    Path directory = directory(RunName.run(name));
    Path hidden = root.resolve("." + name + ".partial");
    try {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(name);
      }
      DurableFiles.deleteTree(hidden);
      Files.createDirectory(hidden);
      filled.with(hidden);
      order.write(hidden);
      DurableFiles.rename(hidden, directory);
      all.put(name, order);
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(HttpStatus.CONFLICT, "there is a run of that name");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a new run begins with. */
  @FunctionalInterface
  interface Filled {
    /** Nothing. */
    Filled EMPTY = directory -> {};

    void with(Path directory) throws IOException;
  }

  /** Whose turn it is: who was interrupted, then who waits longest. */
  Optional<String> next() {
    return all.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().status() == Status.RUNNING
                    || entry.getValue().status() == Status.QUEUED)
        .min(
            Comparator.comparing(
                    (Map.Entry<String, Order> entry) -> entry.getValue().status() == Status.QUEUED)
                .thenComparing(entry -> entry.getValue().ordered()))
        .map(Map.Entry::getKey);
  }

  /** How many are of a status. */
  long count(Status status) {
    return all.values().stream().filter(order -> order.status() == status).count();
  }
}
