package io.alexnet.app;

import io.alexnet.common.Progress;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * How far the work has come: on a terminal one line, rewritten in place; in a log a line now and
 * then.
 */
final class StatusLine implements Progress {
  private static final long LIVE_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOG_NS = TimeUnit.SECONDS.toNanos(15);

  /** One less than the terminal has, whose last column some wrap at. */
  private static final int WIDTH = Integer.getInteger("alexnet.columns", 80) - 1;

  private final PrintStream err;
  private final boolean terminal;
  private final UnaryOperator<String> inLog;

  private String work = "";
  private long last;
  private boolean shown;

  /**
   * @param inLog how a line is written in a log
   */
  StatusLine(PrintStream err, boolean terminal, UnaryOperator<String> inLog) {
    this.err = err;
    this.terminal = terminal;
    this.inLog = inLog;
  }

  /** Shows the newest state if it is time to. */
  void show(String work, String state) {
    long now = System.nanoTime();
    boolean another = !work.equals(this.work);
    if (another || now - last >= (terminal ? LIVE_NS : LOG_NS)) {
      print(Text.oneLine(state));
      this.work = work;
      last = now;
    }
  }

  private void print(String state) {
    if (terminal) {
      String fitting = state.length() > WIDTH ? state.substring(0, WIDTH) : state;
      err.print("\r" + fitting + "\u001b[K");
      err.flush();
      shown = true;
    } else {
      err.println(inLog.apply(state));
    }
  }

  @Override
  public void at(String what, long done, long total) {
    if (!terminal && !what.equals(work)) {
      // In a log, work that is over at once is not worth a line.
      work = what;
      last = System.nanoTime();
    }
    show(what, "%s %d/%d (%d %%)".formatted(what, done, total, 100 * done / Math.max(1, total)));
  }

  /** Takes the line away, so that another can be printed in its place. */
  void clear() {
    if (shown) {
      err.print("\r\u001b[K");
      err.flush();
      shown = false;
    }
  }
}
