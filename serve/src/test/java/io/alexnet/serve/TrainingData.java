package io.alexnet.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.common.Progress;
import io.alexnet.ingest.sample.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Eighty synthetic photographs, five steps to an epoch, and what a test waits for with them. */
public final class TrainingData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrainingData() {}

  /** Writes them below a data root. */
  public static void write(Path root) throws IOException {
    SampleImages.write(root.resolve("photos"), 8, 3, 1, Progress.NONE);
  }

  /** The body that orders a run of it, which no stagnation ends before its epochs are over. */
  public static String order(String name, int epochs) {
    return """
    {"name":"%s","data":"photos","preset":"mini",
     "settings":{"optimiser":{"epochs":%d,"batch_size":16,"patience":100000}}}\
    """
        .formatted(name, epochs);
  }

  public static JsonNode parse(String json) throws IOException {
    return JSON.readTree(json);
  }

  /** Asks for a path until what it says is as wanted. */
  public static JsonNode await(Served served, String path, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Served.HANG.toNanos();
    JsonNode answer = parse(served.get(path).body());
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(path + " still says " + answer);
      }
      answer = parse(served.get(path).body());
    }
    return answer;
  }

  public static JsonNode awaitStatus(Served served, String run, String status)
      throws IOException, InterruptedException {
    return await(
        served, "/api/v1/runs/" + run, view -> view.path("status").asText().equals(status));
  }
}
