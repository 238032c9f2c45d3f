package io.alexnet.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What keeps the data path ordered and bounded: Reactor's operators with a queue of their own only
 * where its length is written down, threads only in one place.
 */
final class ReactiveRulesTest {
  private static final String REACTOR = "reactor.core.publisher.";
  private static final String WORKERS = "io.alexnet.common.OrderedWorkers";

  /**
   * All that may be done with a stream of many elements: operators without a queue, and others only
   * with the length of it written down. Whoever needs one more must first have read what it queues.
   */
  private static final Set<String> BOUNDED =
      Set.of(
          "Flux.blockLast()",
          "Flux.concatMap(Function, int)",
          "Flux.concatMapIterable(Function, int)",
          "Flux.defer(Supplier)",
          "Flux.doFinally(Consumer)",
          "Flux.doOnCancel(Runnable)",
          "Flux.doOnComplete(Runnable)",
          "Flux.doOnNext(Consumer)",
          "Flux.doOnRequest(LongConsumer)",
          "Flux.filter(Predicate)",
          "Flux.flatMapSequential(Function, int, int)",
          "Flux.fromIterable(Iterable)",
          "Flux.limitRate(int, int)",
          "Flux.map(Function)",
          "Flux.mapNotNull(Function)",
          "Flux.onBackpressureBuffer(int, BufferOverflowStrategy)",
          "Flux.push(Consumer, OverflowStrategy)",
          "Flux.range(int, int)",
          "Flux.takeUntilOther(Publisher)",
          "Flux.toStream(int)",
          "FluxSink.complete()",
          "FluxSink.next(Object)",
          "FluxSink.onDispose(Disposable)");

  /** Hold one element at most, whatever is done with them. */
  private static final Set<String> SINGLE = Set.of("Mono", "Empty");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.alexnet");

  private static DescribedPredicate<JavaMethodCall> reactor(
      String what, Predicate<JavaMethodCall> test) {
    return DescribedPredicate.describe(
        what, call -> call.getTargetOwner().getName().startsWith(REACTOR) && test.test(call));
  }

  private static boolean named(JavaMethodCall call, Set<String> names) {
    return names.contains(call.getTarget().getName());
  }

  /** Of a call, or of a reference such as {@code Flux::share}. */
  private static String signature(JavaCodeUnitAccess<?> access) {
    return "%s.%s(%s)"
        .formatted(
            access.getTargetOwner().getSimpleName(),
            access.getTarget().getName(),
            access.getTarget().getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(", ")));
  }

  private static boolean isUnbounded(JavaAccess<?> access) {
    return access.getTargetOwner().getName().startsWith(REACTOR)
        && !SINGLE.contains(access.getTargetOwner().getSimpleName())
        && access instanceof JavaCodeUnitAccess<?> use
        && !signature(use).equals("Sinks.empty()")
        && !BOUNDED.contains(signature(use));
  }

  private static final ArchRule EVERY_QUEUE_HAS_A_LENGTH =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it may queue more than anybody wrote down", ReactiveRulesTest::isUnbounded));

  @Test
  void everyQueueHasALengthThatIsWrittenDown() {
    EVERY_QUEUE_HAS_A_LENGTH.check(CLASSES);
  }

  @Test
  void anOperatorWithoutSuchALengthIsRefused() {
    List<String> refused =
        EVERY_QUEUE_HAS_A_LENGTH
            .evaluate(new ClassFileImporter().importClasses(UnboundedExample.class))
            .getFailureReport()
            .getDetails();
    assertThat(UnboundedExample.class.getDeclaredMethods())
        .filteredOn(example -> !example.isSynthetic())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            example ->
                assertThat(refused).anyMatch(line -> line.contains("." + example.getName() + "(")));
  }

  @Test
  void workGoesParallelInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(WORKERS)
        .should()
        .callMethodWhere(
            reactor(
                "it starts work on other threads",
                call -> named(call, Set.of("flatMapSequential", "subscribeOn", "publishOn"))))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("reactor.core.scheduler..")
        .check(CLASSES);
  }

  @Test
  void operatorsThatQueueStayWithBatches() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.alexnet.augment..")
        .and()
        .doNotHaveFullyQualifiedName(WORKERS)
        .should()
        .callMethodWhere(
            reactor(
                "it has a queue",
                call ->
                    named(call, Set.of("concatMap", "concatMapIterable", "limitRate", "buffer"))))
        .check(CLASSES);
  }

  @Test
  void streamsAreWaitedForAtTheirEdgesOnly() {
    Set<String> edges =
        Set.of(
            "io.alexnet.ingest.StoreReader",
            "io.alexnet.ingest.Sweep",
            "io.alexnet.evaluate.Evaluator",
            "io.alexnet.train.Training");
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are not one of the edges", c -> !edges.contains(c.getName())))
        .should()
        .callMethodWhere(
            reactor(
                "it waits or subscribes",
                call ->
                    named(
                        call,
                        Set.of(
                            "block",
                            "blockFirst",
                            "blockLast",
                            "blockOptional",
                            "subscribe",
                            "toFuture",
                            "toIterable",
                            "toStream"))))
        .check(CLASSES);
  }

  @Test
  void theListOfOperatorsHasNoneThatNobodyUses() {
    Set<String> used =
        CLASSES.stream()
            .flatMap(c -> c.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().getName().startsWith(REACTOR))
            .map(ReactiveRulesTest::signature)
            .collect(Collectors.toSet());
    assertThat(used).containsAll(BOUNDED);
  }
}
