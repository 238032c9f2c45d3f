package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;

/** The files of src/test/resources, and small data sets made of formulas. */
final class Fixtures {
  private Fixtures() {}

  /** A file below src/test/resources. */
  static byte[] bytes(String name) {
    try (InputStream in =
        Objects.requireNonNull(Fixtures.class.getResourceAsStream("/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A binary PPM of 8 bits, as Pillow writes it. */
  static RgbImage ppm(String name) {
    byte[] file = bytes(name);
    int position = 0;
    String[] words = new String[4];
    for (int i = 0; i < words.length; i++) {
      int end = position;
      while (file[end] > ' ') {
        end++;
      }
      words[i] = new String(file, position, end - position, StandardCharsets.US_ASCII);
      position = end + 1;
    }
    byte[] pixels = Arrays.copyOfRange(file, position, file.length);
    return new RgbImage(Integer.parseInt(words[1]), Integer.parseInt(words[2]), pixels);
  }

  /** Noise that make_fixtures.py makes too. */
  static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      long x = i / 3 % width;
      long y = i / 3 / width;
      long c = i % 3;
      long word = (x * 73856093 + y * 19349663 + c * 83492791 + 12345) & 0xffffffffL;
      pixels[i] = (byte) ((word * 2654435761L & 0xffffffffL) >>> 24);
    }
    return new RgbImage(width, height, pixels);
  }

  /** One colour with a gradient, as a JPEG. */
  static byte[] jpeg(int width, int height, int hue) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (hue * 37 & 0xff) << 16 | (x * 255 / width) << 8 | y * 255 / height);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a file and the directories above it. */
  static Path put(Path file, byte[] bytes) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pictures of three classes of different sizes, in train/ and val/; 12 and 6. */
  static Path dataSet(Path root) {
    String[] classes = {"cat", "dog", "newt"};
    for (int label = 0; label < classes.length; label++) {
      for (int i = 0; i < 4; i++) {
        byte[] picture = jpeg(20 + 5 * i, 30 - 4 * label, 10 * label + i);
        put(root.resolve("train/" + classes[label] + "/" + i + ".jpg"), picture);
      }
      for (int i = 0; i < 2; i++) {
        byte[] picture = jpeg(24 + i, 22, 100 + 10 * label + i);
        put(root.resolve("val/" + classes[label] + "/" + i + ".jpg"), picture);
      }
    }
    return root;
  }

  static RgbImage image(Decoded decoded) {
    if (decoded instanceof Decoded.Ok ok) {
      return ok.image();
    }
    throw new AssertionError(decoded);
  }

  static String reason(Decoded decoded) {
    if (decoded instanceof Decoded.Rejected rejected) {
      return rejected.reason();
    }
    throw new AssertionError("was decoded");
  }
}
