package io.alexnet.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.augment.Views;
import io.alexnet.serve.http.Refusal;
import io.alexnet.serve.jobs.Evaluations;
import io.alexnet.serve.jobs.Predictions;
import io.alexnet.serve.runs.Fields;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Part;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What a checkpoint is worth, and what it makes of a picture. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EvaluationsController {
  private final Evaluations evaluations;
  private final Predictions predictions;

  EvaluationsController(Evaluations evaluations, Predictions predictions) {
    this.evaluations = evaluations;
    this.predictions = predictions;
  }

  @Get("/evaluations")
  Map<String, List<JsonNode>> list() {
    return Map.of("evaluations", evaluations.list());
  }

  @Post("/evaluations")
  HttpResponse<JsonNode> order(@Body JsonNode body) {
    Fields fields = Fields.of(body, "run", "checkpoint", "views");
    JsonNode job =
        evaluations.order(
            fields.text("run"),
            body.has("checkpoint") ? fields.text("checkpoint") : "best",
            views(fields.count("views", Views.TEN.count())));
    return HttpResponse.<JsonNode>accepted(URI.create("/api/v1/evaluations/" + job.get("id")))
        .body(job);
  }

  @Get("/evaluations/{id}")
  JsonNode read(long id) {
    return evaluations.get(id);
  }

  @Post("/predict")
  @Consumes({
    MediaType.APPLICATION_OCTET_STREAM,
    MediaType.IMAGE_JPEG,
    MediaType.IMAGE_PNG,
    MediaType.IMAGE_GIF,
    "image/bmp"
  })
  JsonNode predict(
      @Body byte[] picture,
      @QueryValue String run,
      @QueryValue(defaultValue = "best") String checkpoint,
      @QueryValue(defaultValue = "10") int views)
      throws InterruptedException {
    return predictions.predict(picture, run, checkpoint, views(views));
  }

  /** The same for a form with the field "file", as {@code curl -F file=@cat.jpg} sends it. */
  @Post("/predict")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  JsonNode predictForm(
      @Part("file") byte[] file,
      @QueryValue String run,
      @QueryValue(defaultValue = "best") String checkpoint,
      @QueryValue(defaultValue = "10") int views)
      throws InterruptedException {
    return predictions.predict(file, run, checkpoint, views(views));
  }

  private static Views views(int count) {
    for (Views views : Views.values()) {
      if (views.count() == count) {
        return views;
      }
    }
    throw new Refusal(HttpStatus.BAD_REQUEST, "views is 1 or 10");
  }
}
