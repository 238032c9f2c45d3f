package io.alexnet.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What keeps the data path ordered and bounded: Reactor's operators with a queue of their own only
 * where its length is written down, threads only in one place.
 */
final class ReactiveRulesTest {
  private static final String REACTOR = "reactor.core.publisher.";
  private static final String WORKERS = "io.alexnet.common.OrderedWorkers";

  /** Unordered, or unbounded, or with a queue that nobody chose. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "flatMap",
          "flatMapDelayError",
          "parallel",
          "runOn",
          "onBackpressureBuffer",
          "publish",
          "replay",
          "cache",
          "share",
          "merge",
          "mergeWith",
          "mergeSequential",
          "mergeComparing",
          "groupBy",
          "create",
          "push",
          "collectList",
          "many");

  /** Has a default prefetch: to be called with an explicit one, always the last parameter. */
  private static final Set<String> PREFETCHING =
      Set.of(
          "publishOn",
          "concatMap",
          "concatMapIterable",
          "concatMapDelayError",
          "flatMapIterable",
          "flatMapSequential",
          "zip",
          "toIterable",
          "toStream");

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

  private static boolean onFlux(JavaMethodCall call) {
    return !call.getTargetOwner().getSimpleName().equals("Mono");
  }

  private static boolean hasPrefetch(JavaMethodCall call) {
    List<JavaClass> parameters = call.getTarget().getRawParameterTypes();
    if (call.getTarget().getName().equals("flatMapSequential")) {
      return parameters.size() == 3;
    }
    return !parameters.isEmpty()
        && Set.of("int", "long").contains(parameters.get(parameters.size() - 1).getName());
  }

  @Test
  void everyQueueHasALengthThatIsWrittenDown() {
    noClasses()
        .should()
        .callMethodWhere(
            reactor("it is unordered or unbounded", call -> onFlux(call) && named(call, FORBIDDEN)))
        .orShould()
        .callMethodWhere(
            reactor(
                "it leaves the prefetch to Reactor",
                call -> onFlux(call) && named(call, PREFETCHING) && !hasPrefetch(call)))
        .check(CLASSES);
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
  void theRulesSeeTheCallsTheyAreAbout() {
    List<String> operators =
        CLASSES.stream()
            .flatMap(c -> c.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().getName().startsWith(REACTOR))
            .map(call -> call.getTarget().getName())
            .toList();
    assertThat(operators).contains("flatMapSequential", "concatMap", "subscribeOn", "toStream");
  }
}
