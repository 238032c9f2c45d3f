package io.alexnet.train;

import java.util.Locale;

/** What may be changed while a run goes on; each is a number. */
public enum Setting {
  /** Learning rate of the weights; the schedule divides it further. The biases' goes along. */
  LEARNING_RATE("a number above 0"),
  /** Standard deviation of the colour noise; 0 switches it off. */
  COLOUR_NOISE("a number of 0 or more"),
  /** Probability with which hidden units drop out; 0 switches it off. */
  DROPOUT("a number from 0 to below 1"),
  /** Passes over the training set, those taken included. */
  EPOCHS("a whole number of 1 or more");

  private final String range;

  Setting(String range) {
    this.range = range;
  }

  boolean allows(double value) {
    return Double.isFinite(value)
        && switch (this) {
          case LEARNING_RATE -> value > 0;
          case COLOUR_NOISE -> value >= 0;
          case DROPOUT -> value >= 0 && value < 1;
          case EPOCHS -> value >= 1 && value <= Integer.MAX_VALUE && value == Math.rint(value);
        };
  }

  /** What it must be, in words. */
  String range() {
    return range;
  }

  /** As journals and messages have it: "learning_rate". */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
