package io.alexnet.app;

import io.alexnet.ingest.PrepareListener;
import java.util.function.BooleanSupplier;

/** Shows how a preparation goes, and passes on the wish to stop it. */
final class PrepareReport implements PrepareListener {
  private final Output output;
  private final BooleanSupplier stop;
  private long startNs;
  private int doneBefore;

  /**
   * @param stop whether to stop; asked often
   */
  PrepareReport(Output output, BooleanSupplier stop) {
    this.output = output;
    this.stop = stop;
  }

  @Override
  public void at(String what, long done, long total) {
    output.status().at(what, done, total);
  }

  @Override
  public void continuing(int there, int lost, int total) {
    output.note("continuing: %,d of %,d images are there".formatted(there, total));
    if (lost > 0) {
      output.note("%,d more were there, but are damaged and made anew".formatted(lost));
    }
  }

  @Override
  public void image(int done, int leftOut, int total) {
    if (startNs == 0) {
      // This run's own speed counts, and that of its first image is not known.
      startNs = System.nanoTime();
      doneBefore = done;
      return;
    }
    double perSecond = (done - doneBefore) / ((System.nanoTime() - startNs) * 1e-9);
    output
        .status()
        .show(
            "preparing",
            "preparing %d/%d (%d %%) img/s %.0f eta %s, %d left out"
                .formatted(
                    done,
                    total,
                    100L * done / total,
                    perSecond,
                    Text.duration((total - done) / perSecond),
                    leftOut));
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }
}
