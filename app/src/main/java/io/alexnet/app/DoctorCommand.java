package io.alexnet.app;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.ingest.Decoder;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.network.Backend;
import io.alexnet.network.Gpu;
import io.alexnet.network.MemoryPlan;
import io.alexnet.network.Preset;
import io.alexnet.train.TrainSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code alexnet doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet doctor [OPTION]...",
    description = {"Says what this machine has and what of it is used.", ""})
final class DoctorCommand implements Callable<Integer> {
  private static final int PAPER_CLASSES = 1000;

  @Mixin private final Output output;

  DoctorCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Machine machine = Machine.here();
    Backend backend = Backend.load();
    String gpu = Gpu.first().map(Gpu::describe).orElse("none found");
    MemoryPlan plan = paperPlan();
    String reader = Decoder.jpegReaderClass();

    row("alexnet", Main.Version.number());
    row("java", machine.java());
    row("system", machine.system() + ", " + Text.count(machine.cores(), "core"));
    row("memory", machine.memory());
    row("", "training preset paper takes about " + Text.bytes(plan.totalBytes()));
    row("backend", backend.name() + ", " + Text.count(backend.threads(), "thread"));
    row("onednn", backend.oneDnn() ? "yes, convolutions and products use it" : "no");
    row("decoder", decoder());
    row("jpeg reader", reader);
    row("gpu", gpu);

    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("version", Main.Version.number());
    keys.put("java", machine.java());
    keys.put("system", machine.system());
    keys.put("cores", machine.cores());
    keys.put("memory", memory(machine, plan));
    keys.put("backend", backend.name());
    keys.put("onednn", backend.oneDnn());
    keys.put("threads", backend.threads());
    keys.put("decoder", Values.word(JpegDecoder.fastest()));
    keys.put("decoder_library", JpegDecoder.fastest().describe());
    keys.put("jpeg_reader", reader);
    keys.put("gpu", gpu);
    output.result(keys);
    return ExitCode.OK;
  }

  private void row(String name, String value) {
    output.line("%-12s %s".formatted(name, value));
  }

  private static String decoder() {
    JpegDecoder decoder = JpegDecoder.fastest();
    return decoder == JpegDecoder.TURBO
        ? "turbo, " + decoder.describe()
        : "java, half as fast; libjpeg-turbo cannot be used (%s)"
            .formatted(JpegDecoder.TURBO.absence());
  }

  /** What the full network takes at its published batch size. */
  private static MemoryPlan paperPlan() {
    TrainSettings paper = TrainSettings.of(Preset.PAPER);
    return MemoryPlan.of(
        paper.network().network(PAPER_CLASSES),
        paper.optimiser().batchSize(),
        TrainingBatches.BUFFERS);
  }

  private static Map<String, Object> memory(Machine machine, MemoryPlan plan) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("physical_bytes", machine.physicalBytes());
    keys.put("heap_bytes", machine.heapBytes());
    keys.put("paper_training_bytes", plan.totalBytes());
    return keys;
  }
}
