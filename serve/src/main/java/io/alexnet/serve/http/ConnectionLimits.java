package io.alexnet.serve.http;

import io.alexnet.serve.ServeSettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts every connection under limits: how many there are, how long and how large a request is. */
@Singleton
final class ConnectionLimits implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private final ServeSettings settings;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimits(ServeSettings settings) {
    this.settings = settings;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Listener());
    return event.getBean();
  }

  /** The address that is listened on. */
  private final class Listener implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.CONNECTION ? new Connection(channel) : this;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a connection to be closed.
  private final class Connection implements NettyServerCustomizer {
    private final Channel channel;

    Connection(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onInitialPipelineBuilt() {
      int now = open.incrementAndGet();
      channel.closeFuture().addListener(closed -> open.decrementAndGet());
      if (now > settings.maxConnections()) {
        channel.close();
      }
    }

    @Override
    public void onStreamPipelineBuilt() {
      channel
          .pipeline()
          .addAfter(
              ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
              "request-limits",
              new RequestLimits(settings.headerTimeout(), settings.maxUpload()));
    }
  }
}
