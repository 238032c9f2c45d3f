package io.alexnet.serve.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.network.Preset;
import io.alexnet.serve.http.Refusal;
import io.alexnet.train.NoEffect;
import io.alexnet.train.TrainSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for when a run is ordered.
 *
 * @param name of the run
 * @param data a folder or a store below one of the data roots
 * @param preset the recipe to start from
 * @param settings what of it is to be another, in the shape of config.yml's settings
 */
public record NewRun(String name, String data, String preset, @Nullable JsonNode settings) {

  /**
   * From a request's body.
   *
   * @throws Refusal naming the field that is wrong
   */
  public static NewRun of(JsonNode body) {
    Fields fields = Fields.of(body, "name", "data", "preset", "settings");
    return new NewRun(
        fields.text("name"), fields.text("data"), fields.text("preset"), body.get("settings"));
  }

  /**
   * The preset with what was asked for changed.
   *
   * @throws Refusal naming the setting that is wrong
   */
  TrainSettings trainSettings() {
    TrainSettings base = TrainSettings.of(presetOf(preset));
    ObjectNode tree = (ObjectNode) Json.tree(base);
    if (settings != null) {
      merge("settings", tree, settings);
    }
    if (!tree.at("/network/preset").equals(Json.tree(base).at("/network/preset"))) {
      throw Fields.invalid("settings.network.preset: give the preset as such");
    }
    try {
      TrainSettings all = Json.MAPPER.treeToValue(tree, TrainSettings.class);
      all.network().network(2).parameters();
      if (settings != null) {
        requireEffects("", settings, Json.tree(base), Json.tree(all), all);
      }
      return all;
    } catch (JsonMappingException e) {
      throw Fields.invalid(where(e) + cause(e).orElse(" is not of its type"));
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("settings: the network does not fit together" + layers(tree, base));
    } catch (JsonProcessingException e) {
      throw Fields.invalid("settings cannot be read");
    }
  }

  /**
   * Refuses a setting that changes nothing. One that states what the preset has anyway is no
   * change.
   *
   * @param asked part of the settings asked for
   * @param base the same part of the preset's
   * @param made the same part of what came of both
   */
  private static void requireEffects(
      String path, JsonNode asked, JsonNode base, JsonNode made, TrainSettings all) {
    for (Map.Entry<String, JsonNode> entry : asked.properties()) {
      String name = entry.getKey();
      String setting = path.isEmpty() ? name : path + "." + name;
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        requireEffects(setting, value, base.path(name), made.path(name), all);
      } else if (!same(value, base.path(name)) || !same(value, made.path(name))) {
        NoEffect.of(setting, all)
            .ifPresent(
                reason -> {
                  throw Fields.invalid("settings.%s has no effect: %s".formatted(setting, reason));
                });
      }
    }
  }

  private static boolean same(JsonNode a, JsonNode b) {
    boolean numbers = a.isNumber() && b.isNumber();
    return numbers ? a.doubleValue() == b.doubleValue() : a.equals(b);
  }

  /** The layers that can be named, if any are to be removed; never what the request names. */
  private static String layers(JsonNode tree, TrainSettings base) {
    return tree.at("/network/removed_layers").isEmpty()
        ? ""
        : "; the layers of preset %s are %s"
            .formatted(
                base.network().preset().id(),
                String.join(", ", base.network().network(2).layerNames()));
  }

  private static Preset presetOf(String id) {
    return Arrays.stream(Preset.values())
        .filter(preset -> preset.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Fields.invalid(
                    "preset is one of "
                        + Arrays.stream(Preset.values())
                            .map(Preset::id)
                            .collect(Collectors.joining(", "))));
  }

  private static void merge(String path, ObjectNode base, JsonNode change) {
    if (!change.isObject()) {
      throw Fields.invalid(path + " is not an object");
    }
    for (Map.Entry<String, JsonNode> entry : change.properties()) {
      JsonNode before = base.get(entry.getKey());
      if (before == null) {
        throw Fields.invalid(
            path
                + " has a key that is none of "
                + base.properties().stream()
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(", ")));
      }
      if (before instanceof ObjectNode inner) {
        merge(path + "." + entry.getKey(), inner, entry.getValue());
      } else {
        base.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private static String where(JsonMappingException e) {
    return "settings."
        + e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
  }

  /** What a record's constructor has against its values; they are numbers, and may be quoted. */
  private static Optional<String> cause(JsonMappingException e) {
    return e.getCause() instanceof IllegalArgumentException refused
        ? Optional.of(": " + refused.getMessage())
        : Optional.empty();
  }
}
