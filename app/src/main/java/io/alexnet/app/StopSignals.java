package io.alexnet.app;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * SIGTERM and SIGINT while a network trains or a store is made: the first asks it to stop where it
 * can go on; a second ends the process at once. SIGHUP, on demand.
 */
final class StopSignals implements AutoCloseable {
  private final Consumer<StopSignals> onFirst;
  private final Runnable onHangUp;
  private final Signals signals;
  private final Set<Source> stops = new HashSet<>();
  private volatile int received;

  /** Who sends signals. One signal may reach a supervised process from both. */
  enum Source {
    SYSTEM,
    SUPERVISOR
  }

  /** Hears SIGTERM and SIGINT; a hang-up ends the process. */
  StopSignals() {
    this(Set.of("TERM", "INT"), signals -> {}, () -> {});
  }

  /**
   * Hears all three until it is closed.
   *
   * @param onFirst called with this when the first to stop has come; must return quickly, as the
   *     next
   * @param onHangUp called whenever the terminal is hung up
   */
  StopSignals(Consumer<StopSignals> onFirst, Runnable onHangUp) {
    this(Set.of("TERM", "INT", "HUP"), onFirst, onHangUp);
  }

  private StopSignals(Set<String> names, Consumer<StopSignals> onFirst, Runnable onHangUp) {
    this.onFirst = onFirst;
    this.onHangUp = onHangUp;
    this.signals = new Signals(names, number -> hear(number, Source.SYSTEM));
  }

  /** Whether the work was asked to stop. */
  boolean received() {
    return received != 0;
  }

  /** 143 for SIGTERM, 130 for SIGINT. */
  int exitCode() {
    return Signals.exitCode(received == 0 ? Signals.TERM : received);
  }

  /** Ends the process as a signal would. */
  void endNow() {
    Runtime.getRuntime().halt(exitCode());
  }

  /** A signal has come. */
  void hear(int number, Source source) {
    if (number == Signals.HANG_UP) {
      onHangUp.run();
    } else if (isFirst(number, source)) {
      onFirst.accept(this);
    }
  }

  private synchronized boolean isFirst(int number, Source source) {
    boolean first = !received();
    if (first) {
      received = number;
    }
    if (!stops.add(source)) {
      endNow();
    }
    return first;
  }

  @Override
  public void close() {
    signals.close();
  }
}
