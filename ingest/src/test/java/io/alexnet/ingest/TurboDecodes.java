package io.alexnet.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Decodes on short-lived threads and prints by how many KiB the process grew: run on its own. */
final class TurboDecodes {
  private static final int PER_THREAD = 200;

  private TurboDecodes() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int threads = Integer.parseInt(arguments[0]);
    decode(threads / 4);
    long before = residentKib();
    decode(threads);
    System.out.println(residentKib() - before);
  }

  /** Of three files one is sound, one is cut and one is no plain JPEG. */
  private static void decode(int threads) throws InterruptedException {
    TurboReader reader = new TurboReader(TurboLibrary.carrier().orElseThrow());
    byte[] sound = TestJpegs.USUAL.write(TestJpegs.photograph(120, 90));
    byte[] cut = Arrays.copyOf(sound, sound.length * 3 / 4);
    byte[] odd = Fixtures.bytes("decode/cmyk.jpg");
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int k = 0; k < PER_THREAD; k++) {
                  for (byte[] file : new byte[][] {sound, cut, odd}) {
                    reader.readSquare(file, 32, ReadOptions.DEFAULT);
                    reader.readSquare(file, 8, ReadOptions.DEFAULT);
                  }
                }
              });
      thread.start();
      thread.join();
    }
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElseThrow();
  }
}
