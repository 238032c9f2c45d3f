package io.alexnet.ingest;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads every file below a directory and, if asked to, mutants of it: run on its own.
 *
 * <p>Arguments: directory, decoder, mutants of each file. Prints a line before each file, so that
 * whoever kills this process knows which one it was, and one after it; at the end, the largest heap
 * in MB.
 */
final class HostileDecodes {
  static final String BEGUN = "begun";
  static final String ENDED = "ended";
  static final String HEAP = "heap";
  static final String READ = "read";

  private static final int SIDE = 256;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final AtomicLong mostBytes = new AtomicLong();
  private final ReadOptions options;

  private HostileDecodes(ReadOptions options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    JpegDecoder decoder = JpegDecoder.valueOf(arguments[1]);
    int mutants = Integer.parseInt(arguments[2]);
    HostileDecodes decodes = new HostileDecodes(ReadOptions.DEFAULT.withDecoder(decoder));
    decodes.watchHeap();
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files = found.filter(file -> !Files.isDirectory(file)).sorted().toList();
    }
    for (Path file : files) {
      decodes.file(file, OneLine.of(directory.relativize(file).toString()), mutants);
    }
    decodes.out.println(HEAP + "\t" + (decodes.mostBytes.get() >> 20));
  }

  /** Garbage counts, as it would to whoever chooses the size of a heap. */
  private void watchHeap() {
    Thread watch =
        new Thread(
            () -> {
              Runtime runtime = Runtime.getRuntime();
              while (true) {
                mostBytes.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
                LockSupport.parkNanos(1_000_000);
              }
            },
            "heap");
    watch.setDaemon(true);
    watch.start();
  }

  private void file(Path file, String name, int mutants) throws IOException {
    decode(name, () -> Decoder.decode(file, SIDE, options));
    long size = mutants == 0 || !Files.isRegularFile(file) ? 0 : Files.size(file);
    if (size == 0 || size > Decoder.MAX_FILE_BYTES) {
      return;
    }
    byte[] whole = Files.readAllBytes(file);
    for (int number = 0; number < mutants; number++) {
      byte[] mutant = HostileFiles.mutant(whole, number);
      decode(name + "#" + number, () -> Decoder.decode(mutant, SIDE, options));
    }
  }

  private void decode(String name, Supplier<Decoded> decode) {
    out.println(BEGUN + "\t" + name);
    long begun = threads.getCurrentThreadCpuTime();
    Decoded decoded = decode.get();
    double seconds = (threads.getCurrentThreadCpuTime() - begun) * 1e-9;
    String outcome = decoded instanceof Decoded.Rejected rejected ? rejected.reason() : READ;
    out.println(String.format(Locale.ROOT, "%s\t%.3f\t%s", ENDED, seconds, outcome));
  }
}
