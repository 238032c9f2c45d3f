package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is told of a run. */
final class RunView {
  private RunView() {}

  /**
   * @param data name of its data below the data root
   * @param live while it trains
   */
  static JsonNode of(
      String name, Order order, String data, Optional<LiveRun> live, RunFiles files) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", name);
    view.put("status", order.status());
    live.ifPresent(run -> view.put("state", run.control().state()));
    view.put("ordered", order.ordered());
    view.put("data", data);
    view.put("preset", order.settings().network().preset().id());
    view.put("settings", order.settings());
    view.put("step", live.map(RunView::step).orElseGet(() -> savedStep(files)));
    if (!order.failure().isEmpty()) {
      view.put("failure", order.failure());
    }
    live.flatMap(LiveRun::latestFigures).ifPresent(figures -> view.put("latest", figures));
    return Json.tree(view);
  }

  private static long step(LiveRun run) {
    return run.control().step();
  }

  private static long savedStep(RunFiles files) {
    List<JsonNode> saved = files.checkpoints();
    return saved.isEmpty() ? 0 : saved.get(saved.size() - 1).get("step").asLong();
  }
}
