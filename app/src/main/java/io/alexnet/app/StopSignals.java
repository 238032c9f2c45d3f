package io.alexnet.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * SIGTERM and SIGINT while a network trains or a store is made: the first is noted, for it to stop
 * after its step; a second ends the process at once.
 *
 * <p>A signal handler rather than a shutdown hook: hooks of all libraries run side by side while
 * the last checkpoint is still to be written, the exit code is out of our hands, and a second
 * signal goes unheard.
 */
final class StopSignals implements AutoCloseable {
  /** By convention a process that ends of a signal has its number plus this as exit code. */
  private static final int EXIT_CODE_BASE = 128;

  private static final int TERM = 15;

  /** Handlers that were there before, by the signal's name. */
  private final Map<String, Object> before = new HashMap<>();

  private volatile int received;

  /** Hears both signals until it is closed. */
  StopSignals() {
    for (String name : new String[] {"TERM", "INT"}) {
      listen(name);
    }
  }

  /** Whether the work was asked to stop. */
  boolean received() {
    return received != 0;
  }

  /** 143 for SIGTERM, 130 for SIGINT. */
  int exitCode() {
    return EXIT_CODE_BASE + (received == 0 ? TERM : received);
  }

  private void on(int number) {
    if (received != 0) {
      Runtime.getRuntime().halt(EXIT_CODE_BASE + number);
    }
    received = number;
  }

  private void listen(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object listener =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {Class.forName("sun.misc.SignalHandler")},
              (proxy, method, arguments) -> {
                on((int) signal.getMethod("getNumber").invoke(arguments[0]));
                return null;
              });
      before.put(name, handle(name, listener));
    } catch (InvocationTargetException e) {
      // Refused where the JVM runs with -Xrs or the system has no such signal: then it ends us.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * sun.misc.Signal.handle. Java has no other way to hear a signal, and javac no way to allow that
   * class under -Werror; hence by name.
   *
   * @return the handler before
   */
  private static Object handle(String name, Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }

  /** Gives the signals back to who had them. */
  @Override
  public void close() {
    before.forEach(
        (name, handler) -> {
          try {
            handle(name, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
