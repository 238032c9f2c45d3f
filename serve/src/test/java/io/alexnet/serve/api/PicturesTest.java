package io.alexnet.serve.api;

import static io.alexnet.serve.TrainingData.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.EpochOrder;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of a run that shows its images as they are. */
final class PicturesTest {
  private static final int GAP = 2;

  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;

  @BeforeAll
  static void train() throws Exception {
    TrainingData.write(data);
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
    served.ask(
        "POST",
        "/api/v1/runs",
        """
        {"name":"plain","data":"photos","preset":"mini","settings":{
         "optimiser":{"epochs":1,"batch_size":16},
         "augment":{"crop":false,"flip":false,"colour_noise":"none"}}}\
        """);
    awaitStatus(served, "plain", "ended");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static BufferedImage picture(String name) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        served.send(
            served
                .request("GET", "/api/v1/runs/plain/images/" + name, "", served.token("viewer"))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    return ImageIO.read(new ByteArrayInputStream(answer.body()));
  }

  @Test
  void thePreviewShowsTheFirstImagesOfTheEpochInTheirPlaces() throws Exception {
    BufferedImage sheet = picture("preview.png");
    ReadOptions options = ReadOptions.DEFAULT.withDecoder(JpegDecoder.fastest());
    ImageSet images =
        DataSet.open(data.resolve("photos"), 72, options)
            .withHeldOutValidation(0.1, 2012)
            .training();
    // After its one epoch the run is at the beginning of the second.
    int[] order = EpochOrder.permutation(2012, 1, images.size());
    for (int place : new int[] {0, 1, 8}) {
      int example = readable(images, order, place);
      RgbImage image = ((Decoded.Ok) images.read(example)).image();
      int left = GAP + place % 8 * (63 + GAP);
      int top = GAP + place / 8 * (63 + GAP);
      for (int y = 0; y < 63; y += 7) {
        for (int x = 0; x < 63; x += 7) {
          int rgb = sheet.getRGB(left + x, top + y);
          for (int channel = 0; channel < 3; channel++) {
            assertThat(rgb >> (16 - 8 * channel) & 0xff)
                .as("patch %d, (%d, %d), channel %d", place, x, y, channel)
                .isEqualTo(image.at(x + 4, y + 4, channel));
          }
        }
      }
    }
  }

  /** The example at a place of the sheet: those that cannot be read have none. */
  private static int readable(ImageSet images, int[] order, int place) {
    return Arrays.stream(order)
        .filter(example -> images.read(example) instanceof Decoded.Ok)
        .skip(place)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFiltersAreThoseOfTheCheckpointEachOverItsWholeRange() throws Exception {
    Tensor weights =
        Objects.requireNonNull(
            SafeTensors.read(runs.resolve("plain/checkpoints/last/model.safetensors"))
                .get("conv1.weight"));
    int count = weights.shape().get(0).intValue();
    int side = weights.shape().get(2).intValue();
    BufferedImage sheet = picture("filters.png");
    assertThat(sheet.getWidth()).isEqualTo(Math.min(count, 16) * (3 * side + GAP) + GAP);
    for (int filter = 0; filter < count; filter++) {
      int length = 3 * side * side;
      float[] values = new float[length];
      weights.values().get(filter * length, values);
      int brightest = 0;
      int darkest = 0;
      for (int i = 0; i < length; i++) {
        brightest = values[i] > values[brightest] ? i : brightest;
        darkest = values[i] < values[darkest] ? i : darkest;
      }
      assertThat(level(sheet, side, filter, brightest)).as("filter %d", filter).isEqualTo(255);
      assertThat(level(sheet, side, filter, darkest)).as("filter %d", filter).isZero();
    }
  }

  /** The grey level at which a weight is drawn: in the middle of its nine pixels. */
  private static int level(BufferedImage sheet, int side, int filter, int weight) {
    int channel = weight / (side * side);
    int x = GAP + filter % 16 * (3 * side + GAP) + 3 * (weight % side) + 1;
    int y = GAP + filter / 16 * (3 * side + GAP) + 3 * (weight / side % side) + 1;
    return sheet.getRGB(x, y) >> (16 - 8 * channel) & 0xff;
  }

  @Test
  void aCheckpointThatIsNotThereHasNoPictures() throws Exception {
    assertThat(served.get("/api/v1/runs/plain/images/filters.png?checkpoint=9-9").statusCode())
        .isEqualTo(404);
    assertThat(served.get("/api/v1/runs/none/images/preview.png").statusCode()).isEqualTo(404);
  }
}
