package io.alexnet.serve.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

final class EventsTest {
  private final Events events = new Events();

  /** Asks for nothing by itself. */
  private static final class Client extends BaseSubscriber<RunEvent> {
    private final List<String> heard = new ArrayList<>();
    private boolean ended;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(RunEvent event) {
      heard.add(event.type());
    }

    @Override
    protected void hookOnComplete() {
      ended = true;
    }
  }

  private Client listen(String run) {
    Client client = new Client();
    events.of(run).subscribe(client);
    return client;
  }

  private void tell(String run, int number) {
    events.tell(new RunEvent(run, String.valueOf(number), JsonNodeFactory.instance.objectNode()));
  }

  @Test
  void whoReadsTooSlowlyLosesTheOldestAndDelaysNobody() {
    Client slow = listen("a");
    Client fast = listen("a");
    fast.request(Long.MAX_VALUE);
    for (int i = 0; i < 1000; i++) {
      tell("a", i);
    }
    assertThat(fast.heard).hasSize(1001);
    assertThat(slow.heard).isEmpty();
    slow.request(Long.MAX_VALUE);
    assertThat(slow.heard).hasSize(Events.MOST_WAITING).last().isEqualTo("999");
    assertThat(slow.heard.get(0)).isEqualTo(String.valueOf(1000 - Events.MOST_WAITING));
  }

  @Test
  void anotherRunsEventsAreNotHeardAndPushNothingOut() {
    Client client = listen("a");
    tell("a", 1);
    for (int i = 0; i < 1000; i++) {
      tell("b", i);
    }
    client.request(Long.MAX_VALUE);
    assertThat(client.heard).containsExactly("alive", "1");
  }

  @Test
  void withOneTooManyTheOldestIsEnded() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i <= Events.MOST_CLIENTS; i++) {
      clients.add(listen("a"));
      clients.get(i).request(Long.MAX_VALUE);
    }
    assertThat(clients.get(0).ended).isTrue();
    assertThat(clients.subList(1, clients.size())).noneMatch(client -> client.ended);
    assertThat(events.clients()).isEqualTo(Events.MOST_CLIENTS);
  }

  @Test
  void whoLeavesIsForgotten() {
    Client client = listen("a");
    assertThat(events.clients()).isEqualTo(1);
    client.cancel();
    assertThat(events.clients()).isZero();
  }
}
