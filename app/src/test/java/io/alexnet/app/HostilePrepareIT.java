package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.app.Shipped.Ended;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder with hostile files, prepared with a small heap: each is named, the others are kept. */
final class HostilePrepareIT {
  private static final int SOUND = 4000;

  @TempDir private Path scratch = Path.of("");

  /** Why each is to be left out, by its name below the data directory. */
  private final Map<String, String> hostile = new TreeMap<>();

  private Path data = Path.of("");
  private byte[] picture = {};

  @BeforeEach
  void writeFolder() throws Exception {
    data = scratch.resolve("data");
    Path sound = scratch.resolve("sound.jpg");
    ImageIO.write(new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB), "jpg", sound.toFile());
    picture = Files.readAllBytes(sound);
    for (int i = 0; i < SOUND; i++) {
      Path place = Files.createDirectories(data.resolve("class-" + i % 4));
      Files.createLink(place.resolve("%05d.jpg".formatted(i)), sound);
    }
    put("cut.jpg", Arrays.copyOf(picture, picture.length / 2), "damaged: ");
    put("empty.jpg", new byte[0], "empty file");
    put(
        "page.jpg",
        "<html>404</html>".getBytes(StandardCharsets.US_ASCII),
        "an HTML page; JPEG, PNG");
    put("bomb.jpg", sized(20_000, 20_000), "20000 x 20000 pixels");
    put("wide.jpg", sized(0, 1), "0 x 1 pixels");
    put("-rf\n\u001b[2J.jpg", new byte[7], "a file of zero bytes");
    Path place = data.resolve("class-1");
    // A directory is no image, whatever its name.
    Files.createDirectory(place.resolve("directory.JPEG"));
    Files.createSymbolicLink(place.resolve("dangling.jpg"), Path.of("gone.jpg"));
    expect("class-1/dangling.jpg", "symbolic link that leads nowhere");
    Files.createSymbolicLink(place.resolve("zero.jpg"), Path.of("/dev/zero"));
    expect("class-1/zero.jpg", "--follow-links");
    new ProcessBuilder("mkfifo", place.resolve("pipe.jpg").toString()).start().waitFor();
    expect("class-1/pipe.jpg", "not a regular file");
  }

  private void put(String name, byte[] content, String reason) throws IOException {
    Files.write(data.resolve("class-0").resolve(name), content);
    expect("class-0/" + name, reason);
  }

  private void expect(String name, String reason) {
    hostile.put(name, reason);
  }

  private byte[] sized(int width, int height) {
    byte[] file = picture.clone();
    for (int i = 0; i + 8 < file.length; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xc0) {
        ByteBuffer.wrap(file).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
        return file;
      }
    }
    throw new AssertionError("no frame");
  }

  private Ended prepare(String decoder, Object... more) throws Exception {
    ProcessBuilder builder =
        Shipped.command(
            "prepare",
            data,
            "--out",
            scratch.resolve("store"),
            "--side=32",
            "--decoder=" + decoder);
    builder.command().addAll(Arrays.stream(more).map(Object::toString).toList());
    return Shipped.run(builder, Map.of("ALEXNET_JAVA_OPTS", "-Xmx512m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "auto"})
  void belowTheLimitItGoesOnAndNamesEach(String decoder) throws Exception {
    Ended ended = prepare(decoder, "--json").requireExitCode(0);
    JsonNode report = ended.json();
    assertThat(report.path("images").asInt()).isEqualTo(SOUND);
    assertThat(report.path("rejected").asInt()).isEqualTo(hostile.size());
    Map<String, String> named = new TreeMap<>();
    report
        .path("rejections")
        .forEach(each -> named.put(each.path("file").asText(), each.path("reason").asText()));
    assertThat(named.keySet()).isEqualTo(hostile.keySet());
    named.forEach(
        (name, reason) -> assertThat(reason).as(name).contains(hostile.getOrDefault(name, "")));
    assertThat(ended.err()).allMatch(line -> line.matches("[^\\p{Cc}]*"));
    assertThat(ended.err())
        .anyMatch(line -> line.startsWith("left out: class-0/-rf\\u000a\\u001b[2J.jpg ("));
  }

  @Test
  void aboveTheLimitItStopsWithOneLine() throws Exception {
    for (int i = 0; i < 30; i++) {
      put("more-%d.jpg".formatted(i), Arrays.copyOf(picture, 40 + i), "damaged");
    }
    Ended ended = prepare("auto").requireExitCode(1);
    assertThat(ended.err().stream().filter(line -> line.startsWith("alexnet: ")))
        .singleElement()
        .asString()
        .contains(
            "of 4039 images cannot be read",
            "more than the 20 allowed",
            "store.rejected.txt lists all",
            "--max-damaged");
    assertThat(scratch.resolve("store")).doesNotExist();
  }
}
