package io.alexnet.train.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings the lines of a spool to the server, in order. A line is done with once the server has
 * taken it and that is written down; if a process dies between the two, the server is told the same
 * again, which it takes for the same: keys, steps and times are the line's own.
 */
final class Delivery {
  private final Spool spool;
  private final MlflowServer server;
  private final Consumer<String> leftOut;
  private Spool.Sent sent;

  /**
   * @param leftOut hears why the server will never take a line
   */
  Delivery(Spool spool, MlflowServer server, Consumer<String> leftOut) throws IOException {
    this.spool = spool;
    this.server = server;
    this.leftOut = leftOut;
    this.sent = spool.sent();
  }

  /**
   * Delivers the next line, or leaves it out if the server will never take it.
   *
   * @return whether there was one
   * @throws IOException if the server does not answer, or does not take it now
   */
  boolean next() throws IOException, InterruptedException {
    Optional<Spool.Line> line = spool.line(sent.bytes());
    if (line.isEmpty()) {
      return false;
    }
    String runId = sent.runId();
    try {
      runId = deliver(line.get().content());
    } catch (MlflowServer.RefusedException e) {
      if (!e.isForGood() || runId.isEmpty()) {
        throw e;
      }
      leftOut.accept(String.valueOf(e.getMessage()));
    }
    sent = new Spool.Sent(runId, line.get().end());
    spool.sent(sent);
    return true;
  }

  private String deliver(Optional<ObjectNode> content) throws IOException, InterruptedException {
    if (content.isEmpty()) {
      // Torn by a crash.
      return sent.runId();
    }
    ObjectNode line = content.get();
    if (line.has("id")) {
      return server.run(line);
    }
    if (line.has("status")) {
      server.update(sent.runId(), line);
    } else {
      server.log(sent.runId(), line);
    }
    return sent.runId();
  }
}
