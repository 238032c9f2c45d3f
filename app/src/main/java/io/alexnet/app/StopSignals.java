package io.alexnet.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGTERM and SIGINT while a network trains: the first is noted, for the training to stop after its
 * step; a second ends the process at once.
 *
 * <p>A signal handler rather than a shutdown hook: hooks of all libraries run side by side while
 * the last checkpoint is still to be written, the exit code is out of our hands, and a second
 * signal goes unheard.
 */
final class StopSignals {
  /** By convention a process that ends of a signal has its number plus this as exit code. */
  private static final int EXIT_CODE_BASE = 128;

  private static final int TERM = 15;

  private volatile int received;

  StopSignals() {}

  /** Hears signals from now on, for as long as the process lives. */
  void listen() {
    handle("TERM");
    handle("INT");
  }

  /** Whether the training was asked to stop. */
  boolean received() {
    return received != 0;
  }

  /** 143 for SIGTERM, 130 for SIGINT. */
  int exitCode() {
    return EXIT_CODE_BASE + (received == 0 ? TERM : received);
  }

  private void handle(String name) {
    try {
      // Java has no other way to hear a signal, and javac no way to allow these two classes under
      // -Werror; hence their names.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                on((int) signal.getMethod("getNumber").invoke(arguments[0]));
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    } catch (InvocationTargetException e) {
      // Refused where the JVM runs with -Xrs or the system has no such signal: then it ends us.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void on(int number) {
    if (received != 0) {
      Runtime.getRuntime().halt(EXIT_CODE_BASE + number);
    }
    received = number;
  }
}
