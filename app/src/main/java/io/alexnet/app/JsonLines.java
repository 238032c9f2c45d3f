package io.alexnet.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/** What libraries and the daemon log, as {@link LogFormat#JSON}; for logback-json.xml. */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line =
        LogFormat.line(
            event.getInstant(),
            event.getLevel().toString(),
            event.getLoggerName(),
            event.getFormattedMessage(),
            run(event),
            trace(event));
    return (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> run(ILoggingEvent event) {
    return Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of()).stream()
        .filter(pair -> pair.key.equals("run"))
        .map(pair -> String.valueOf(pair.value))
        .findFirst();
  }

  private static Optional<Throwable> trace(ILoggingEvent event) {
    return Main.isDebug() && event.getThrowableProxy() instanceof ThrowableProxy proxy
        ? Optional.of(proxy.getThrowable())
        : Optional.empty();
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
