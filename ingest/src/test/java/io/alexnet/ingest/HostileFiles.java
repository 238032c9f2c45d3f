package io.alexnet.ingest;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Damaged JPEG files made of sound ones, always the same. */
final class HostileFiles {
  private static final int[] SEGMENTS = {
    0xc4, 0xdb, 0xdd, 0xfe, 0xe0, 0xe1, 0xe2, 0xee, 0xc0, 0xda
  };

  private HostileFiles() {}

  /** Several kinds of damage in turn, each at places that depend on the number. */
  static byte[] mutant(byte[] whole, int number) {
    RandomGenerator random = KeyedRandom.of(11, number, whole.length, Purpose.SAMPLE_IMAGES);
    byte[] file = whole.clone();
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + 1 + random.nextInt(200));
    switch (number % 10) {
      case 0 -> flip(file, 1 + random.nextInt(4), file.length, random);
      case 1 -> flip(file, 1 + random.nextInt(4), Math.min(700, file.length), random);
      case 2 -> file = Arrays.copyOf(file, from);
      case 3 -> Arrays.fill(file, from, to, (byte) 0);
      case 4 -> file = joined(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length));
      case 5 -> file = inserted(file, from, Arrays.copyOfRange(file, from, to));
      case 6 -> {
        byte[] noise = new byte[to - from];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, file, from, noise.length);
      }
      case 7 -> {
        List<Integer> markers = markers(file);
        int at = markers.get(random.nextInt(markers.size()));
        byte[] body = new byte[random.nextInt(300)];
        random.nextBytes(body);
        file = inserted(file, at, segment(SEGMENTS[random.nextInt(SEGMENTS.length)], body));
      }
      case 8 -> {
        List<Integer> markers = markers(file);
        int at = markers.get(random.nextInt(markers.size()));
        int value = random.nextInt(1 << 16);
        if (at + 3 < file.length) {
          put(file, at + 2, value);
        }
      }
      default -> {
        int at = frame(file) + 4 + random.nextInt(12);
        file[Math.min(at, file.length - 1)] = (byte) random.nextInt(256);
      }
    }
    return file;
  }

  private static void flip(byte[] file, int times, int within, RandomGenerator random) {
    for (int i = 0; i < times; i++) {
      file[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /**
   * Damage at every place where it makes a difference.
   *
   * @param whole a sound JPEG file
   */
  static Map<String, byte[]> of(byte[] whole) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int at : markers(whole)) {
      for (int length = at; length <= Math.min(at + 4, whole.length - 1); length++) {
        files.put("cut-at-%05d".formatted(length), Arrays.copyOf(whole, length));
      }
      if (at + 4 > whole.length || at == 0) {
        continue;
      }
      for (int marker : SEGMENTS) {
        files.put(
            "insert-%02x-at-%05d".formatted(marker, at),
            inserted(whole, at, segment(marker, new byte[9])));
      }
      int end = Math.min(whole.length, at + 2 + unsignedShort(whole, at + 2));
      byte[] own = Arrays.copyOfRange(whole, at, end);
      files.put("twice-at-%05d".formatted(at), inserted(whole, at, own));
      files.put(
          "without-%05d".formatted(at),
          joined(Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, end, whole.length)));
      for (int length : new int[] {0, 1, 2, 3, 0x7fff, 0xffff}) {
        byte[] file = whole.clone();
        put(file, at + 2, length);
        files.put("length-%d-at-%05d".formatted(length, at), file);
      }
    }
    int[][] sizes = {
      {20_000, 20_000}, {65_500, 65_500}, {65_535, 1}, {1, 65_535}, {0, 40}, {40, 0}
    };
    for (int[] size : sizes) {
      files.put("size-%dx%d".formatted(size[0], size[1]), sized(whole, size[0], size[1]));
    }
    return files;
  }

  static byte[] sized(byte[] whole, int width, int height) {
    byte[] file = whole.clone();
    put(file, frame(file) + 5, height);
    put(file, frame(file) + 7, width);
    return file;
  }

  /** A progressive file with scans of a few bytes at its end, each over the whole picture. */
  static byte[] withScans(byte[] progressive, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(progressive, 0, progressive.length - 2);
    for (int i = 0; i < count; i++) {
      out.writeBytes(segment(0xda, new byte[] {1, 1, 0, 1, 63, 0}));
    }
    out.write(0xff);
    out.write(0xd9);
    return out.toByteArray();
  }

  /** As many segments as asked for, before the first one of the file. */
  static byte[] withSegments(byte[] whole, int marker, byte[] body, int count) {
    byte[] one = segment(marker, body);
    byte[] all = new byte[one.length * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return inserted(whole, 2, all);
  }

  static byte[] segment(int marker, byte[] body) {
    byte[] head = {(byte) 0xff, (byte) marker, 0, 0};
    put(head, 2, body.length + 2);
    return joined(head, body);
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] inserted(byte[] whole, int at, byte[] what) {
    return joined(
        joined(Arrays.copyOf(whole, at), what), Arrays.copyOfRange(whole, at, whole.length));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Position of the start of the first frame; 0 if there is none. */
  static int frame(byte[] jpeg) {
    return markers(jpeg).stream().filter(at -> (jpeg[at + 1] & 0xfc) == 0xc0).findFirst().orElse(0);
  }

  /** Positions of all markers, those between samples too. */
  private static List<Integer> markers(byte[] jpeg) {
    List<Integer> markers = new ArrayList<>(List.of(0));
    for (int at = 2; at + 1 < jpeg.length; at++) {
      if ((jpeg[at] & 0xff) == 0xff
          && (jpeg[at + 1] & 0xff) >= 0xc0
          && jpeg[at + 1] != (byte) 0xff) {
        markers.add(at);
      }
    }
    return markers;
  }

  private static void put(byte[] file, int at, int value) {
    if (at + 1 < file.length) {
      file[at] = (byte) (value >> 8);
      file[at + 1] = (byte) value;
    }
  }

  private static int unsignedShort(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }
}
