package io.alexnet.bench;

import io.alexnet.common.UserException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code bench} command: one subcommand for each figure. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "FIGURE",
    description = "Measures the project against peers, side by side in one run on one machine.",
    subcommands = {
      TrainingCommand.class,
      EvaluationCommand.class,
      PipelineCommand.class,
      StoreCommand.class,
      PrepareCommand.class,
      StepCommand.class,
      SaveCommand.class,
      KernelsCommand.class
    },
    footer = {"", "What the figures mean: docs/benchmarks.md"})
final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Measures one figure and ends the process: 0 measured, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    // Numbers with a point, whatever the machine's language.
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(args));
  }

  static int execute(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command
                  .getErr()
                  .println("bench: " + (e instanceof UserException ? e.getMessage() : e));
              return ExitCode.SOFTWARE;
            })
        .execute(args);
  }

  /** No figure was named. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing figure");
  }
}
