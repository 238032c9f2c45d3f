package io.alexnet.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The house rules that a compiler cannot check, over the byte code of every module. */
final class ArchitectureTest {
  private static final String ROOT = "io.alexnet.";

  /** Module to the modules it may use: docs/design.md, "Modules". */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "common", Set.of(),
          "ingest", Set.of("common"),
          "augment", Set.of("common", "ingest"),
          "network", Set.of("common"),
          "evaluate", Set.of("common", "ingest", "augment", "network"),
          "train", Set.of("common", "ingest", "augment", "network", "evaluate"),
          "serve", Set.of("common", "ingest", "augment", "network", "evaluate", "train"),
          "app", Set.of("common", "ingest", "augment", "network", "evaluate", "train", "serve"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.alexnet");

  static Stream<String> modules() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleIsLookedAt(String module) {
    long found = CLASSES.stream().filter(c -> c.getPackageName().startsWith(ROOT + module)).count();
    assertThat(found).as("classes of " + module).isGreaterThanOrEqualTo(3);
  }

  @Test
  void thereIsNoOtherModule() {
    Set<String> found =
        CLASSES.stream()
            .map(c -> c.getPackageName().substring(ROOT.length()).split("\\.", 2)[0])
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(MAY_USE.keySet());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesThoseBeforeItOnly(String module) {
    String[] others =
        modules()
            .filter(
                other ->
                    !other.equals(module)
                        && !MAY_USE.getOrDefault(module, Set.of()).contains(other))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);
    if (others.length > 0) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(CLASSES);
    }
  }

  /** It begins beside the start, and logs errors of its own when the start is refused. */
  @Test
  void nothingRecursByMicronautsAnnotation() {
    noMethods()
        .should()
        .beAnnotatedWith("io.micronaut.scheduling.annotation.Scheduled")
        .check(CLASSES);
  }

  static Stream<Arguments> onlyPlaces() {
    return Stream.of(
        Arguments.of(
            "ingest",
            List.of("javax.imageio..", "com.twelvemonkeys..", "java.awt..", "com.sun.jna..")),
        Arguments.of("network", List.of("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")),
        // Elsewhere it would make every command slow to start.
        Arguments.of(
            "serve",
            List.of("io.micronaut..", "io.micrometer..", "io.netty..", "jakarta.inject..")),
        Arguments.of("app", List.of("picocli..")));
  }

  @ParameterizedTest
  @MethodSource("onlyPlaces")
  void aLibraryIsUsedInItsOnlyPlace(String module, List<String> packages) {
    String[] names = packages.toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(names)
        .check(CLASSES);
    classes()
        .that(new Uses(names))
        .should()
        .resideInAPackage(ROOT + module + "..")
        .as("something uses " + packages)
        .check(CLASSES);
  }

  /** Keeps a rule from passing because a library's package has another name by now. */
  private static final class Uses extends DescribedPredicate<JavaClass> {
    private final List<String> prefixes;

    Uses(String... packages) {
      super("use %s", List.of(packages));
      prefixes = Stream.of(packages).map(p -> p.replace("..", "")).toList();
    }

    @Override
    public boolean test(JavaClass type) {
      return type.getDirectDependenciesFromSelf().stream()
          .map(d -> d.getTargetClass().getPackageName())
          .anyMatch(name -> prefixes.stream().anyMatch(name::startsWith));
    }
  }

  @Test
  void nothingIsSerialised() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Object(Input|Output)Stream")
        .check(CLASSES);
  }

  @Test
  void randomnessIsKeyedButForTokens() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "serve.http.Tokens")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void onlyTheMainClassEndsTheProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsPrintedPastTheOutput() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        CLASSES.stream()
            .map(c -> c.getPackage())
            .distinct()
            .filter(p -> !p.getClasses().isEmpty() && !isNullMarked(p))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }

  private static boolean isNullMarked(JavaPackage candidate) {
    return candidate
        .tryGetPackageInfo()
        .map(i -> i.isAnnotatedWith(NullMarked.class))
        .orElse(false);
  }
}
