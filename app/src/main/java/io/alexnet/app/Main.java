package io.alexnet.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code alexnet} command: what there is to do, and how it ends. */
@Command(
    name = "alexnet",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "AlexNet, trained and evaluated the way it was in 2012.",
    footer = {
      "",
      "Start with: alexnet quickstart",
      "Options of a command: alexnet COMMAND --help",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 75 the data is away, 130 and 143 stopped by a"
          + " signal."
    })
public final class Main implements Runnable {
  /** For logback.xml: in what format to log, and what to put behind a line. */
  private static final String LOG = "alexnet.log";

  private static final String TRACE = "alexnet.trace";

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Whether traces are to be told. */
  static boolean isDebug() {
    return System.getProperty(TRACE) != null;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers with a point, whatever the machine's language: scripts read them.
    Locale.setDefault(Locale.ROOT);
    if (Arrays.asList(args).contains("--debug")) {
      System.setProperty(TRACE, "%ex");
    }
    LogFormat format = LogFormat.askedFor(args);
    System.setProperty(LOG, Values.word(format));
    int exitCode = run(Output.ofProcess(format), args);
    System.exit(exitCode);
  }

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  static int run(Output output, String... args) {
    Failures failures = new Failures(output);
    try {
      return commands(output)
          .registerConverter(Path.class, RawPaths.of(args))
          .setParameterExceptionHandler(failures::wrongUsage)
          .setExecutionExceptionHandler((e, command, parsed) -> failures.failed(e))
          .execute(args);
    } catch (Error e) {
      return failures.failed(e);
    } finally {
      output.close();
    }
  }

  static CommandLine commands(Output output) {
    return new CommandLine(new Main())
        .addSubcommand(new QuickstartCommand(output))
        .addSubcommand(new SampleCommand(output))
        .addSubcommand(new PrepareCommand(output))
        .addSubcommand(new TrainCommand(output))
        .addSubcommand(new EvaluateCommand(output))
        .addSubcommand(new PredictCommand(output))
        .addSubcommand(new ServeCommand(output))
        .addSubcommand(new DoctorCommand(output))
        .addSubcommand(new CommandLine.HelpCommand())
        .setOut(writer(output.out()))
        .setErr(writer(output.err()))
        .setUsageHelpLongOptionsMaxWidth(30)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** No command was named. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    /** The jar's version; classes that were never packaged have none. */
    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"alexnet " + number()};
    }
  }
}
