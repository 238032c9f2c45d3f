package io.alexnet.serve.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.UserException;
import io.alexnet.serve.http.Refusal;
import io.alexnet.serve.runs.Json;
import io.alexnet.serve.runs.RunQueue;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The validation images that checkpoints get most wrong, looked for when they are first asked for,
 * one checkpoint after the other, while training goes on. What was found is kept for the few
 * checkpoints that were asked for last. From any thread.
 */
@Singleton
public final class WorstImages {
  private static final Logger LOG = LoggerFactory.getLogger(WorstImages.class);
  private static final int REMEMBERED = 8;

  private final RunQueue runs;
  private final OneAtATime thread = new OneAtATime("worst-images");
  private final Map<Key, WorstSearch> searches = new LinkedHashMap<>(16, 0.75f, true);
  private volatile boolean closing;

  /** A checkpoint of the same name may be another one after a roll-back. */
  private record Key(Path checkpoint, FileTime saved) {}

  WorstImages(RunQueue runs) {
    this.runs = runs;
  }

  /**
   * What was found, or how far the search for it is; begins one if there is none.
   *
   * @param checkpoint EPOCH-STEP, last or best
   * @return with "status" running or done
   * @throws Refusal if it cannot be searched, saying why; asked again, it is tried again
   */
  public JsonNode get(String run, String checkpoint) {
    Key key = key(run, checkpoint);
    WorstSearch search;
    synchronized (searches) {
      search = searches.computeIfAbsent(key, absent -> begin(run, absent.checkpoint()));
      searches.keySet().removeIf(old -> searches.size() > REMEMBERED && !old.equals(key));
    }
    Optional<String> failure = search.failure();
    if (failure.isPresent()) {
      forget(key);
      throw new Refusal(HttpStatus.CONFLICT, failure.get());
    }
    return Json.tree(search.told());
  }

  /**
   * The images themselves, side by side in the order in which they are told.
   *
   * @return a PNG file
   * @throws Refusal if they were not found yet
   */
  public byte[] png(String run, String checkpoint) {
    Optional<WorstSearch> search;
    synchronized (searches) {
      search = Optional.ofNullable(searches.get(key(run, checkpoint)));
    }
    return search
        .flatMap(WorstSearch::png)
        .orElseThrow(
            () -> new Refusal(HttpStatus.CONFLICT, "they are still to be found: ask for the list"));
  }

  private void forget(Key key) {
    synchronized (searches) {
      searches.remove(key);
    }
  }

  private Key key(String run, String checkpoint) {
    Path directory = runs.files(run).checkpoint(checkpoint);
    try {
      return new Key(directory, Files.getLastModifiedTime(directory.resolve("state.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WorstSearch begin(String run, Path checkpoint) {
    WorstSearch search = new WorstSearch(checkpoint, runs.data(run), () -> closing);
    thread.execute(() -> work(search));
    return search;
  }

  private void work(WorstSearch search) {
    try {
      search.run();
    } catch (UserException e) {
      search.fail(runs.withoutPlaces(e));
    } catch (CancellationException e) {
      search.fail("the daemon ends");
    } catch (RuntimeException | Error e) {
      LOG.error("search for the worst images failed", e);
      search.fail("internal error");
    }
  }

  @PreDestroy
  void close() {
    closing = true;
    thread.close();
  }
}
