package io.alexnet.app;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * What {@link ReactiveRulesTest} must refuse: queues whose length nobody chose, or that have none.
 */
final class UnboundedExample {
  private UnboundedExample() {}

  static Flux<Integer> flatMap(Flux<Integer> source, Function<Integer, Publisher<Integer>> work) {
    return source.flatMap(work);
  }

  static Flux<Integer> flatMapWithItsOwnLimits(
      Flux<Integer> source, Function<Integer, Publisher<Integer>> work) {
    return source.flatMap(work, 2, 1);
  }

  static Flux<Integer> flatMapSequential(
      Flux<Integer> source, Function<Integer, Publisher<Integer>> work) {
    return source.flatMapSequential(work, 2);
  }

  static Flux<Integer> concatMap(Flux<Integer> source, Function<Integer, Mono<Integer>> work) {
    return source.concatMap(work);
  }

  static Flux<Integer> concatMapIterable(Flux<Integer> source) {
    return source.concatMapIterable(List::of);
  }

  static Flux<Integer> publishOn(Flux<Integer> source, Scheduler scheduler) {
    return source.publishOn(scheduler);
  }

  static Flux<Integer> onBackpressureBuffer(Flux<Integer> source) {
    return source.onBackpressureBuffer();
  }

  static Flux<GroupedFlux<Integer, Integer>> groupBy(Flux<Integer> source) {
    return source.groupBy(i -> i % 2);
  }

  static Flux<Integer> parallel(Flux<Integer> source) {
    return source.parallel().sequential();
  }

  static Flux<List<Integer>> buffer(Flux<Integer> source) {
    return source.buffer(Duration.ofDays(1));
  }

  static Mono<List<Integer>> collectList(Flux<Integer> source) {
    return source.collectList();
  }

  static Flux<Integer> zipWith(Flux<Integer> source) {
    return source.zipWith(source, Integer::sum);
  }

  static Flux<Integer> share(Flux<Integer> source) {
    return source.share();
  }

  static Flux<Integer> shareByReference(Flux<Integer> source) {
    return source.transform(Flux::share);
  }

  static Flux<Integer> create() {
    return Flux.create(sink -> sink.next(1));
  }

  static Flux<Integer> many() {
    return Sinks.many().unicast().<Integer>onBackpressureBuffer().asFlux();
  }

  static Iterable<Integer> toIterable(Flux<Integer> source) {
    return source.toIterable();
  }

  static Stream<Integer> toStream(Flux<Integer> source) {
    return source.toStream();
  }
}
