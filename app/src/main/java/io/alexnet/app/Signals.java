package io.alexnet.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Hears signals of the system in place of who heard them before, until it is closed.
 *
 * <p>A signal handler rather than a shutdown hook: hooks of all libraries run side by side while
 * the last checkpoint is still to be written, the exit code is out of our hands, and a second
 * signal goes unheard.
 */
final class Signals implements AutoCloseable {
  static final int HANG_UP = 1;
  static final int TERM = 15;

  /** By convention a process that ends of a signal has its number plus this as exit code. */
  private static final int EXIT_CODE_BASE = 128;

  /** Handlers that were there before, by the signal's name. */
  private final Map<String, Object> before = new HashMap<>();

  /**
   * @param names such as TERM
   * @param heard is told the number of each that comes, on a thread of the JVM's
   */
  Signals(Set<String> names, IntConsumer heard) {
    names.forEach(name -> listen(name, heard));
  }

  /** 143 for SIGTERM, 130 for SIGINT. */
  static int exitCode(int number) {
    return EXIT_CODE_BASE + number;
  }

  private void listen(String name, IntConsumer heard) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object listener =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {Class.forName("sun.misc.SignalHandler")},
              (proxy, method, arguments) -> {
                heard.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
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
