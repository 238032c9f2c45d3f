package io.alexnet.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.runs.Events;
import io.alexnet.serve.runs.Fields;
import io.alexnet.serve.runs.NewRun;
import io.alexnet.serve.runs.RunEvent;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.serve.runs.SettingsPatch;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Runs: what there is, what they do, and the verbs that steer them. */
@Controller("/api/v1/runs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunsController {
  private final RunQueue runs;
  private final Events events;

  RunsController(RunQueue runs, Events events) {
    this.runs = runs;
    this.events = events;
  }

  @Get
  Map<String, List<JsonNode>> list() {
    return Map.of("runs", runs.list());
  }

  @Post
  HttpResponse<JsonNode> create(@Body JsonNode body) {
    return created(runs.create(NewRun.of(body)));
  }

  private static HttpResponse<JsonNode> created(JsonNode run) {
    return HttpResponse.created(run, URI.create("/api/v1/runs/" + run.get("name").asText()));
  }

  @Get("/{name}")
  JsonNode read(String name) {
    return runs.view(name);
  }

  @Post("/{name}/pause")
  @Consumes(MediaType.ALL)
  HttpResponse<?> pause(String name, HttpRequest<?> request) {
    return Accepted.response(name, runs.pause(name, by(request)));
  }

  @Post("/{name}/activate")
  @Consumes(MediaType.ALL)
  HttpResponse<?> activate(String name, HttpRequest<?> request) {
    return Accepted.response(name, runs.activate(name, by(request)));
  }

  @Post("/{name}/cancel")
  @Consumes(MediaType.ALL)
  HttpResponse<?> cancel(String name, HttpRequest<?> request) {
    return Accepted.response(name, runs.cancel(name, by(request)));
  }

  @Post("/{name}/snapshot")
  @Consumes(MediaType.ALL)
  HttpResponse<?> snapshot(String name, HttpRequest<?> request) {
    return Accepted.later(name, runs.snapshot(name, by(request)));
  }

  @Patch("/{name}/settings")
  HttpResponse<?> change(String name, @Body JsonNode body, HttpRequest<?> request) {
    return Accepted.entryOrLater(name, runs.change(name, SettingsPatch.of(body), by(request)));
  }

  @Get("/{name}/checkpoints")
  Map<String, List<JsonNode>> checkpoints(String name) {
    return Map.of("checkpoints", runs.files(name).checkpoints());
  }

  @Post("/{name}/checkpoints/{checkpoint}/rollback")
  @Consumes(MediaType.ALL)
  HttpResponse<?> rollBack(String name, String checkpoint, HttpRequest<?> request) {
    return Accepted.later(name, runs.rollBack(name, checkpoint, by(request)));
  }

  @Post("/{name}/checkpoints/{checkpoint}/pin")
  @Consumes(MediaType.ALL)
  Map<String, List<JsonNode>> pin(String name, String checkpoint) {
    runs.files(name).pin(checkpoint);
    return checkpoints(name);
  }

  @Post("/{name}/checkpoints/{checkpoint}/unpin")
  @Consumes(MediaType.ALL)
  Map<String, List<JsonNode>> unpin(String name, String checkpoint) {
    runs.files(name).unpin(checkpoint);
    return checkpoints(name);
  }

  @Post("/{name}/checkpoints/{checkpoint}/fork")
  HttpResponse<JsonNode> fork(String name, String checkpoint, @Body JsonNode body) {
    return created(runs.fork(name, checkpoint, Fields.of(body, "name").text("name")));
  }

  @Get("/{name}/journal")
  Page journal(
      String name,
      @QueryValue(defaultValue = "1000") int limit,
      @QueryValue(value = "page_token", defaultValue = "") String pageToken) {
    return Page.of(runs.files(name).journal(), limit, pageToken);
  }

  @Get("/{name}/quarantine")
  Page quarantine(
      String name,
      @QueryValue(defaultValue = "1000") int limit,
      @QueryValue(value = "page_token", defaultValue = "") String pageToken) {
    return Page.of(runs.files(name).quarantine(), limit, pageToken);
  }

  /** Epochs from the file, and the latest steps while it trains. */
  @Get("/{name}/metrics")
  Map<String, List<JsonNode>> metrics(String name, @QueryValue(defaultValue = "-1") long since) {
    return Map.of(
        "epochs", runs.files(name).epochsSince(since), "steps", runs.stepsSince(name, since));
  }

  @Get(value = "/{name}/events", produces = MediaType.TEXT_EVENT_STREAM)
  Publisher<Event<JsonNode>> events(String name) {
    runs.files(name);
    return events.of(name).map(RunsController::event);
  }

  private static Event<JsonNode> event(RunEvent event) {
    return Event.of(event.data()).name(event.type());
  }

  /** Who asks, for the journal: the role of the token. */
  private static String by(HttpRequest<?> request) {
    return request.getUserPrincipal().map(Principal::getName).orElseThrow();
  }
}
