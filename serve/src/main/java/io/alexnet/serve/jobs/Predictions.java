package io.alexnet.serve.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.augment.Views;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.Decoder;
import io.alexnet.network.AlexNet;
import io.alexnet.serve.http.Refusal;
import io.alexnet.serve.runs.Json;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.train.Checkpoint;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** What pictures show, in the eyes of a checkpoint. From any thread. */
@Singleton
public final class Predictions {
  private static final int BEST = 5;

  private final RunQueue runs;
  private final OneAtATime thread = new OneAtATime("prediction");

  Predictions(RunQueue runs) {
    this.runs = runs;
  }

  /**
   * The five most probable classes.
   *
   * @param picture a file's bytes
   * @throws Refusal if they are no picture that can be read
   */
  public JsonNode predict(byte[] picture, String run, String checkpoint, Views views)
      throws InterruptedException {
    Path directory = runs.files(run).checkpoint(checkpoint);
    try {
      return thread.call(() -> answer(picture, Checkpoint.open(directory), views));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof UserException user) {
        throw new Refusal(HttpStatus.CONFLICT, runs.withoutPlaces(user));
      }
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode answer(byte[] picture, Checkpoint trained, Views views) {
    Decoded decoded =
        Decoder.decode(picture, trained.statistics().side(), ValidationImages.options(trained));
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new Refusal(
          HttpStatus.UNPROCESSABLE_ENTITY, "the image cannot be read: " + rejected.reason());
    }
    RgbImage image = ((Decoded.Ok) decoded).image();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("checkpoint", trained.directory().getFileName().toString());
    answer.put("views", views.count());
    answer.put("top5", best(trained, image, views));
    return Json.tree(answer);
  }

  private static List<Map<String, Object>> best(Checkpoint trained, RgbImage image, Views views) {
    List<String> classes = trained.classes().names();
    try (AlexNet network = trained.network()) {
      double[] probabilities =
          new Evaluator(network, trained.statistics(), trained.settings().augment())
              .probabilities(image, views);
      return IntStream.range(0, classes.size())
          .boxed()
          .sorted(Comparator.comparingDouble((Integer label) -> probabilities[label]).reversed())
          .limit(BEST)
          .map(label -> guess(classes.get(label), probabilities[label]))
          .toList();
    }
  }

  private static Map<String, Object> guess(String name, double probability) {
    Map<String, Object> guess = new LinkedHashMap<>();
    guess.put("class", name);
    guess.put("probability", probability);
    return guess;
  }

  @PreDestroy
  void close() {
    thread.close();
  }
}
