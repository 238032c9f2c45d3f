package io.alexnet.app;

import io.alexnet.train.WatchSettings;
import io.alexnet.train.WatchSettings.Reaction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What is done when training diverges. */
final class DivergenceOptions {
  @Option(
      names = "--on-divergence",
      paramLabel = "return|stop|ignore",
      converter = ReactionName.class,
      description =
          "return goes back to the last good checkpoint, with half the learning rate; stop ends;"
              + " ignore trains on, unless a value is not a number. Default: return.")
  private Reaction reaction = WatchSettings.DEFAULT.divergence().reaction();

  @Option(
      names = "--divergence-returns",
      paramLabel = "N",
      converter = Values.CountOrNone.class,
      description = "How often a run goes back before it ends. Default: 3.")
  private @Nullable Integer returns;

  /** Whether a number of returns is given for a run that never goes back. */
  boolean returnsAreIdle() {
    return returns != null && reaction != Reaction.RETURN;
  }

  WatchSettings watch() {
    return WatchSettings.DEFAULT.with(
        reaction,
        Objects.requireNonNullElse(returns, WatchSettings.DEFAULT.divergence().returns()));
  }

  /** return, stop or ignore. */
  static final class ReactionName implements ITypeConverter<Reaction> {
    @Override
    public Reaction convert(String value) {
      return Values.word(Reaction.class, value);
    }
  }
}
