package io.alexnet.serve.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.augment.Views;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.evaluate.Interval;
import io.alexnet.network.AlexNet;
import io.alexnet.serve.http.Refusal;
import io.alexnet.serve.runs.Json;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.Measured;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors of checkpoints over the validation images of their run, measured one after the other while
 * training goes on. The latest hundred are remembered until the daemon ends. From any thread.
 */
@Singleton
public final class Evaluations {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluations.class);
  private static final int REMEMBERED = 100;

  private final RunQueue runs;
  private final OneAtATime thread = new OneAtATime("evaluation");
  private final Map<Long, Map<String, Object>> jobs = new LinkedHashMap<>();
  private volatile boolean closing;
  private long last;

  Evaluations(RunQueue runs) {
    this.runs = runs;
  }

  /**
   * Orders one.
   *
   * @param checkpoint EPOCH-STEP, last or best
   * @return the job
   */
  public JsonNode order(String run, String checkpoint, Views views) {
    Path directory = runs.files(run).checkpoint(checkpoint);
    Path data = runs.data(run);
    Map<String, Object> job = new LinkedHashMap<>();
    synchronized (jobs) {
      long id = last + 1;
      job.put("id", id);
      job.put("status", "queued");
      job.put("run", run);
      job.put("checkpoint", directory.getFileName().toString());
      job.put("views", views.count());
      thread.execute(() -> work(job, directory, data, views));
      last = id;
      jobs.put(id, job);
      jobs.keySet().removeIf(old -> old <= last - REMEMBERED);
      return Json.tree(job);
    }
  }

  /** All that are remembered, oldest first. */
  public List<JsonNode> list() {
    synchronized (jobs) {
      return jobs.values().stream().map(Json::tree).toList();
    }
  }

  /**
   * One of them.
   *
   * @throws Refusal if there is none of that number
   */
  public JsonNode get(long id) {
    synchronized (jobs) {
      return Json.tree(
          Optional.ofNullable(jobs.get(id))
              .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "there is no such evaluation")));
    }
  }

  private void say(Map<String, Object> job, Map<String, Object> news) {
    synchronized (jobs) {
      job.putAll(news);
    }
  }

  private void work(Map<String, Object> job, Path checkpoint, Path data, Views views) {
    try {
      say(job, Map.of("status", "running"));
      say(job, evaluate(job, Checkpoint.open(checkpoint), data, views));
    } catch (UserException e) {
      say(job, Map.of("status", "failed", "failure", runs.withoutPlaces(e)));
    } catch (CancellationException e) {
      say(job, Map.of("status", "cancelled"));
    } catch (RuntimeException | Error e) {
      LOG.error("evaluation failed", e);
      say(job, Map.of("status", "failed", "failure", "internal error"));
    }
  }

  private Map<String, Object> evaluate(
      Map<String, Object> job, Checkpoint trained, Path data, Views views) {
    Measured measured = ValidationImages.of(trained, data);
    try (AlexNet network = trained.network();
        OrderedWorkers workers = new OrderedWorkers(1, "evaluation")) {
      EvaluationReport report =
          new Evaluator(network, trained.statistics(), trained.settings().augment())
              .evaluate(
                  measured.images(),
                  views,
                  workers,
                  (what, done, total) -> progress(job, done, total));
      return result(report, measured.name());
    }
  }

  private void progress(Map<String, Object> job, long done, long total) {
    if (closing) {
      throw new CancellationException();
    }
    say(job, Map.of("done", done, "total", total));
  }

  private static Map<String, Object> result(EvaluationReport report, String split) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("status", "done");
    result.put("split", split);
    result.put("images", report.images());
    result.put("missing", report.missing().size());
    result.put("complete", report.complete());
    result.put("top1_error", report.top1Error());
    result.put("top1_interval", Interval.wilson(report.top1Error(), report.images()));
    result.put("top5_error", report.top5Error());
    result.put("top5_interval", Interval.wilson(report.top5Error(), report.images()));
    result.put("loss", report.loss());
    return result;
  }

  @PreDestroy
  void close() {
    closing = true;
    thread.close();
  }
}
