package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.alexnet.serve.Recurring;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Hands what happens to whoever listens. Who listens too slowly loses the oldest of what waits for
 * it, and delays nobody; who listens longest gives way to one too many.
 */
@Singleton
public final class Events implements Recurring {
  static final int MOST_CLIENTS = 16;

  /** Events that wait for one client. */
  static final int MOST_WAITING = 256;

  private static final RunEvent ALIVE =
      new RunEvent("", "alive", JsonNodeFactory.instance.objectNode());

  private final Deque<FluxSink<RunEvent>> clients = new ArrayDeque<>();

  /**
   * What happens to one run from now on, and signs of life.
   *
   * <p>Cold: listens from its subscription to its cancellation. Ends when more than {@link
   * #MOST_CLIENTS} listen and it is the oldest.
   */
  public Flux<RunEvent> of(String run) {
    return Flux.push(this::add, FluxSink.OverflowStrategy.IGNORE)
        .filter(event -> event.run().equals(run) || event.run().isEmpty())
        .onBackpressureBuffer(MOST_WAITING, BufferOverflowStrategy.DROP_OLDEST);
  }

  private void add(FluxSink<RunEvent> client) {
    List<FluxSink<RunEvent>> surplus = new ArrayList<>();
    synchronized (clients) {
      clients.addLast(client);
      while (clients.size() > MOST_CLIENTS) {
        surplus.add(clients.removeFirst());
      }
    }
    client.onDispose(() -> remove(client));
    client.next(ALIVE);
    surplus.forEach(oldest -> oldest.complete());
  }

  private void remove(FluxSink<RunEvent> client) {
    synchronized (clients) {
      clients.remove(client);
    }
  }

  /** How many listen. */
  public int clients() {
    synchronized (clients) {
      return clients.size();
    }
  }

  /** One event after the other, whoever tells them. */
  void tell(RunEvent event) {
    synchronized (clients) {
      new ArrayList<>(clients).forEach(client -> client.next(event));
    }
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  /** A sign of life, which keeps connections open over which nothing comes otherwise. */
  @Override
  public void run() {
    tell(ALIVE);
  }
}
