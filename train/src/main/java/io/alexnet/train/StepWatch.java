package io.alexnet.train;

import io.alexnet.augment.Batch;
import io.alexnet.common.UserException;
import io.alexnet.network.DeadUnits;
import io.alexnet.network.LayerHealth;
import io.alexnet.network.StepResult;
import io.alexnet.train.WatchSettings.Reaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at every step of a run for signs that training goes wrong, and does what can be done: goes
 * back with a lower rate, or says what is the matter. For the thread that trains.
 */
final class StepWatch {
  private final Run run;
  private final Course course;
  private final WatchSettings settings;
  private final TrainListener listener;
  private final ClassShares shares;
  private final LossScale scale;
  private final Set<String> reported = new HashSet<>();

  StepWatch(Run run, Course course, WatchSettings settings, TrainListener listener) {
    this.run = run;
    this.course = course;
    this.settings = settings;
    this.listener = listener;
    this.shares = ClassShares.of(run.data());
    this.scale =
        LossScale.of(shares, run.settings().optimiser().batchSize(), settings.loss().steps());
  }

  /** Notes it if the classes are imbalanced: the error over all images then hides the rare ones. */
  void lookAtClasses() {
    if (shares.imbalanced()) {
      listener.note(
          "the classes are imbalanced: %s; classes.jsonl has the error of each class"
              .formatted(shares.words()));
    }
  }

  /**
   * Judges the step just computed, which the course does not know of yet.
   *
   * @return where the loss is going; nothing if the run went back instead
   * @throws UserException if training diverged and may not go back
   */
  Optional<LossTrend> judge(Batch batch, StepResult result) throws IOException {
    Position position = course.position();
    LossTrend trend = trend(position, result.loss());
    Optional<String> wrong = result.finite() ? risen(trend) : Optional.of(notFinite(batch, result));
    if (wrong.isEmpty()) {
      return Optional.of(trend);
    }
    diverged(
        "at step %d of epoch %d: %s"
            .formatted(position.stepInEpoch() + 1, position.epoch() + 1, wrong.get()));
    return Optional.empty();
  }

  private LossTrend trend(Position position, double loss) {
    return position.step() == 0
        ? position.trend().began(loss)
        : position.trend().after(loss, scale, settings.loss());
  }

  private Optional<String> risen(LossTrend trend) {
    return settings.divergence().reaction() == Reaction.IGNORE
        ? Optional.empty()
        : trend.divergence(scale, settings.loss());
  }

  private String notFinite(Batch batch, StepResult result) {
    return run.network()
        .notFinite(
            result,
            batch.images(),
            batch.labels(),
            batch.size(),
            run.settings().seed(),
            course.position().step());
  }

  /**
   * Goes back to the last good checkpoint with a lower rate, or ends the run.
   *
   * @param what happened, and when
   */
  void diverged(String what) throws IOException {
    WatchSettings.Divergence limits = settings.divergence();
    Position position = course.position();
    double rate = position.rate().rate();
    int returns = position.trend().returns();
    course.say("diverged", Course.details("what", what, "learning_rate", rate));
    if (limits.reaction() != Reaction.RETURN || returns >= limits.returns()) {
      throw new UserException(
          "training diverged %s;%s start again with a lower --lr than %s%s"
              .formatted(
                  what,
                  returns == 0 ? "" : " %d returns did not help:".formatted(returns),
                  Numbers.plain(rate),
                  shares.imbalanced() ? "; the classes are imbalanced: " + shares.words() : ""));
    }
    Optional<Path> good = run.checkpointBefore(position.step(), scale, settings);
    course.goBack(good, rate / limits.rateDivisor(), returns + 1);
    tell(what, position, good);
  }

  private void tell(String what, Position from, Optional<Path> checkpoint) {
    Position to = course.position();
    course.say(
        "went-back",
        Course.details(
            "from",
            Course.details("step", from.step(), "learning_rate", from.rate().rate()),
            "to",
            Course.details("step", to.step(), "learning_rate", to.rate().rate()),
            "checkpoint",
            checkpoint.map(path -> path.getFileName().toString()).orElse("none"),
            "returns",
            to.trend().returns(),
            "by",
            "divergence"));
    listener.note(
        "training diverged %s; back to step %d, learning rate %s from now on (return %d of %d)"
            .formatted(
                what,
                to.step(),
                Numbers.plain(to.rate().rate()),
                to.trend().returns(),
                settings.divergence().returns()));
  }

  /** Says so if the loss is still at that of guessing, once, when that has lasted. */
  void lookAtLoss(Batch batch, int stepsPerEpoch) {
    Position position = course.position();
    long when = Math.max(settings.loss().flatSteps(), (stepsPerEpoch + 1) / 2);
    if (position.step() != when || !position.trend().isFlat(when, scale, settings.loss())) {
      return;
    }
    List<LayerHealth> layers = run.network().health(batch.images(), batch.size());
    double images = FlatLoss.inputVariation(batch.images(), batch.size());
    List<String> causes = FlatLoss.causes(layers, images, shares, settings.health());
    course.say(
        "flat-loss",
        Course.details(
            "loss",
            position.trend().mean(),
            "guessing",
            scale.guessing(),
            "causes",
            causes,
            "layers",
            layers));
    listener.note(
        String.format(
            Locale.ROOT,
            "after %d steps the loss is still that of guessing, %.3f; likely causes: %s",
            when,
            scale.guessing(),
            String.join("; ", causes)));
  }

  /** Says so if layers have lost many of their units, once for each. */
  void lookAtUnits(List<DeadUnits> layers, int images) {
    if (images < settings.health().images()) {
      return;
    }
    List<DeadUnits> lost =
        layers.stream()
            .filter(layer -> layer.share() >= settings.health().deadUnits())
            .filter(layer -> reported.add(layer.layer()))
            .toList();
    if (!lost.isEmpty()) {
      course.say("dead-units", Course.details("images", images, "layers", lost));
      listener.note(
          "units that are zero for all %d validation images: %s; a lower --lr loses fewer"
              .formatted(
                  images, lost.stream().map(StepWatch::words).collect(Collectors.joining(", "))));
    }
  }

  private static String words(DeadUnits layer) {
    return "%d of %d in %s".formatted(layer.dead(), layer.units(), layer.layer());
  }
}
