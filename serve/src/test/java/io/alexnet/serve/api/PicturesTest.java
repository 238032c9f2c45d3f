package io.alexnet.serve.api;

import static io.alexnet.serve.TrainingData.await;
import static io.alexnet.serve.TrainingData.awaitStatus;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.augment.Views;
import io.alexnet.common.EpochOrder;
import io.alexnet.common.RgbImage;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.AlexNet;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import io.alexnet.train.Checkpoint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
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
  void theWorstImagesAreThoseWhoseOwnClassIsLeastProbable() throws Exception {
    String path = "/api/v1/runs/plain/images/worst";
    JsonNode found = await(served, path, answer -> answer.get("status").asText().equals("done"));
    DataSet photos =
        DataSet.open(
            data.resolve("photos"), 72, ReadOptions.DEFAULT.withDecoder(JpegDecoder.fastest()));
    ImageSet images = photos.validation().orElseThrow();
    List<String> classes = photos.classes().names();
    Map<String, double[]> probabilities = probabilities(images);
    long wrong =
        probabilities.entrySet().stream()
            .filter(image -> !classes.get(best(image.getValue())).equals(label(image.getKey())))
            .count();
    assertThat(found.get("total").asInt()).isEqualTo(images.size());
    assertThat(found.get("images")).hasSize((int) Math.min(24, wrong)).isNotEmpty();
    double before = 0;
    for (JsonNode image : found.get("images")) {
      String file = image.get("file").asText();
      double[] of = Objects.requireNonNull(probabilities.get(file));
      double labelProbability = image.get("class_probability").asDouble();
      assertThat(image.get("class").asText()).isEqualTo(label(file));
      assertThat(image.get("predicted").asText())
          .isEqualTo(classes.get(best(of)))
          .isNotEqualTo(label(file));
      assertThat(image.get("predicted_probability").asDouble())
          .isCloseTo(of[best(of)], within(1e-6));
      assertThat(labelProbability)
          .isCloseTo(of[classes.indexOf(label(file))], within(1e-6))
          .isGreaterThanOrEqualTo(before);
      before = labelProbability;
    }
    JsonNode first = found.at("/images/0");
    assertThat(prediction(first.get("file").asText()).at("/top5/0/class"))
        .isEqualTo(first.get("predicted"));
    BufferedImage sheet = picture("worst.png");
    String file = found.at("/images/1/file").asText();
    int index = IntStream.range(0, images.size()).filter(i -> images.name(i).equals(file)).sum();
    RgbImage second = ((Decoded.Ok) images.read(index)).image();
    assertThat(sheet.getRGB(GAP + 72 + GAP + 30, GAP + 40) & 0xff).isEqualTo(second.at(30, 40, 2));
  }

  /** The class that a file lies in. */
  private static String label(String file) {
    return file.split("/", -1)[1];
  }

  /** What the run's checkpoint makes of the images' central patches, by their files. */
  private static Map<String, double[]> probabilities(ImageSet images) {
    Checkpoint trained = Checkpoint.open(runs.resolve("plain/checkpoints/last"));
    Map<String, double[]> probabilities = new HashMap<>();
    try (AlexNet network = trained.network()) {
      Evaluator evaluator =
          new Evaluator(network, trained.statistics(), trained.settings().augment());
      for (int i = 0; i < images.size(); i++) {
        RgbImage image = ((Decoded.Ok) images.read(i)).image();
        probabilities.put(images.name(i), evaluator.probabilities(image, Views.CENTRE));
      }
    }
    return probabilities;
  }

  private static int best(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .reduce((a, b) -> probabilities[b] > probabilities[a] ? b : a)
        .orElseThrow();
  }

  /** What the daemon makes of a file's central patch. */
  private static JsonNode prediction(String file) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/predict?run=plain&views=1"
                        .formatted(served.port())))
            .header("Authorization", "Bearer " + served.token("operator"))
            .header("Content-Type", "image/jpeg")
            .POST(HttpRequest.BodyPublishers.ofFile(data.resolve("photos").resolve(file)))
            .build();
    return parse(served.send(request, BodyHandlers.ofString()).body());
  }

  @Test
  void aCheckpointThatIsNotThereHasNoPictures() throws Exception {
    assertThat(served.get("/api/v1/runs/plain/images/filters.png?checkpoint=9-9").statusCode())
        .isEqualTo(404);
    assertThat(served.get("/api/v1/runs/none/images/preview.png").statusCode()).isEqualTo(404);
    assertThat(served.get("/api/v1/runs/plain/images/worst?checkpoint=9-9").statusCode())
        .isEqualTo(404);
    assertThat(served.get("/api/v1/runs/plain/images/worst.png?checkpoint=9-9").statusCode())
        .isEqualTo(404);
  }
}
