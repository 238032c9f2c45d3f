package io.alexnet.serve;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;

/** Whether the daemon was told to end. */
@Singleton
final class End implements ApplicationEventListener<ServerShutdownEvent> {
  private final CountDownLatch told = new CountDownLatch(1);

  void come() {
    told.countDown();
  }

  void await() throws InterruptedException {
    told.await();
  }

  @Override
  public void onApplicationEvent(ServerShutdownEvent event) {
    come();
  }
}
