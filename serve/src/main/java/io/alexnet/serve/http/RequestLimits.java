package io.alexnet.serve.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one connection's requests, kept before anything else sees them: time for head and
 * body, size of the body, no compressed and no ambiguous ones. Gives every answer, the framework's
 * own too, the headers by which a browser keeps it to itself.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for an answer to be written.
final class RequestLimits extends ChannelDuplexHandler {
  /** Bytes of a body that is no upload. */
  static final int MAX_BODY = 64 << 10;

  /** In which the whole head of the next request must have come. */
  private static final Duration KEPT_OPEN = Duration.ofSeconds(30);

  /** For which the rest of a refused request is read and dropped. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** The one path that takes pictures. */
  static final String UPLOADS = "/api/v1/predict";

  private static final Pattern JSON = Pattern.compile("application/json");
  private static final Pattern PICTURE =
      Pattern.compile("application/octet-stream|image/(jpeg|png|gif|bmp)|multipart/form-data");

  private final Duration timeout;
  private final long maxUpload;
  private @Nullable ScheduledFuture<?> deadline;
  private long left;
  private boolean answering;
  private boolean refused;

  RequestLimits(Duration timeout, long maxUpload) {
    this.timeout = timeout;
    this.maxUpload = maxUpload;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    expect(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    done();
    context.fireChannelInactive();
  }

  private void expect(ChannelHandlerContext context) {
    within(context, timeout, () -> refuse(context, HttpResponseStatus.REQUEST_TIMEOUT));
  }

  private void within(ChannelHandlerContext context, Duration time, Runnable otherwise) {
    done();
    deadline = context.executor().schedule(otherwise, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void done() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Optional<HttpResponseStatus> refusal =
        refused ? Optional.of(HttpResponseStatus.BAD_REQUEST) : Optional.empty();
    if (refusal.isEmpty() && message instanceof HttpRequest request) {
      answering = false;
      left = isUpload(request) ? maxUpload : MAX_BODY;
      refusal = head(request);
      // Answers are in one language. The framework would read the header all the same, and the JDK
      // keeps a locale of every one it has ever read.
      request.headers().remove(HttpHeaderNames.ACCEPT_LANGUAGE);
      expect(context);
    }
    if (refusal.isEmpty() && message instanceof HttpContent content) {
      left -= content.content().readableBytes();
      refusal = left < 0 ? Optional.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE) : refusal;
    }
    if (refusal.isPresent()) {
      ReferenceCountUtil.release(message);
      refuse(context, refusal.get());
      context.read();
      return;
    }
    if (message instanceof LastHttpContent) {
      done();
    }
    context.fireChannelRead(message);
  }

  private Optional<HttpResponseStatus> head(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (request.decoderResult().isFailure()) {
      return Optional.of(unreadable(request.decoderResult().cause()));
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return Optional.of(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED);
    }
    if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)
        || (hasBody(request) && !allowedType(request).matcher(type(headers)).matches())) {
      return Optional.of(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    if (HttpUtil.getContentLength(request, 0L) > left) {
      return Optional.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    }
    return Optional.empty();
  }

  private static HttpResponseStatus unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  /** Without parameters; empty if there is none. */
  private static String type(HttpHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_TYPE, "").replaceFirst("\\s*;.*", "");
  }

  private static Pattern allowedType(HttpRequest request) {
    return isUpload(request) ? PICTURE : JSON;
  }

  private static boolean isUpload(HttpRequest request) {
    return request.uri().startsWith(UPLOADS);
  }

  /** Answers if nothing was answered yet, then hangs up. */
  private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
    if (refused) {
      return;
    }
    refused = true;
    done();
    if (answering) {
      context.close();
      return;
    }
    String problem =
        "{\"title\":\"%s\",\"status\":%d}".formatted(status.reasonPhrase(), status.code());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(problem, StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    harden(response.headers());
    // Closed at once, while a body is still on its way, the connection would be reset, and the
    // answer with it be lost to who has not read it yet.
    context
        .writeAndFlush(response)
        .addListener(written -> ((DuplexChannel) context.channel()).shutdownOutput());
    within(context, LINGER, context::close);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.setSuccess();
      return;
    }
    if (message instanceof HttpResponse response) {
      answering = true;
      done();
      harden(response.headers());
    }
    if (message instanceof LastHttpContent) {
      within(context, KEPT_OPEN, context::close);
    }
    context.write(message, promise);
  }

  private static void harden(HttpHeaders headers) {
    headers
        .set(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Cache-Control", "no-store");
  }
}
