package io.alexnet.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench kernels}. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The innermost loops, each with its baselines, in milliseconds: rescale, patch,"
          + " convolution, normalise, pool, update.",
      ""
    })
final class KernelsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REGEX",
      arity = "0..1",
      description = "Only those whose name it finds, such as Pool. Default: all.")
  private String regex = ".*";

  @Option(
      names = "--forks",
      paramLabel = "N",
      converter = Count.class,
      description = "Processes for each, one after the other. Default: ${DEFAULT-VALUE}.")
  private int forks = 2;

  @Override
  public Integer call() throws Exception {
    new Runner(
            new OptionsBuilder()
                .include(regex)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MILLISECONDS)
                .forks(forks)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs(
                    "-Xmx2g",
                    "-XX:+UseParallelGC",
                    "-Dorg.bytedeco.javacpp.maxbytes=0",
                    "-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .build())
        .run();
    return 0;
  }
}
