package io.alexnet.serve.runs;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A run as it was ordered, and what has become of it: order.json in the run's directory.
 *
 * @param data a folder or a store
 * @param settings that it begins with
 * @param decoder what reads JPEG files
 * @param ordered when; orders are taken in this sequence
 * @param status by now
 * @param failure why it failed; empty if it did not
 */
record Order(
    String data,
    TrainSettings settings,
    JpegDecoder decoder,
    Instant ordered,
    Status status,
    String failure) {
  private static final String FILE = "order.json";

  Order with(Status now) {
    return new Order(data, settings, decoder, ordered, now, "");
  }

  Order failed(String why) {
    return new Order(data, settings, decoder, ordered, Status.FAILED, why);
  }

  static boolean isIn(Path run) {
    return Files.isRegularFile(run.resolve(FILE));
  }

  static Order read(Path run) {
    Path file = run.resolve(FILE);
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(file), Order.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "%s is damaged: %s; mend it or move the run away".formatted(file, Reason.of(e)), e);
    }
  }

  void write(Path run) {
    Path file = run.resolve(FILE);
    try {
      DurableFiles.replace(file, Json.MAPPER.writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw new UserException("%s cannot be written: %s".formatted(file, Reason.of(e)), e);
    }
  }
}
