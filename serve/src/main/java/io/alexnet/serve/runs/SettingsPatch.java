package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.UserException;
import io.alexnet.serve.http.Refusal;
import io.alexnet.train.Setting;
import io.alexnet.train.SettingsChange;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Settings to change while a run trains, as a request has them: names and numbers. */
public final class SettingsPatch {
  private SettingsPatch() {}

  /**
   * @throws Refusal naming the setting that is wrong
   */
  public static SettingsChange of(JsonNode body) {
    String[] names = Arrays.stream(Setting.values()).map(Setting::toString).toArray(String[]::new);
    Fields.of(body, names);
    Map<Setting, Double> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      JsonNode value = body.get(setting.toString());
      if (value != null && !value.isNumber()) {
        throw Fields.invalid(setting + " must be a number");
      }
      Optional.ofNullable(value).ifPresent(number -> values.put(setting, number.doubleValue()));
    }
    try {
      return new SettingsChange(values);
    } catch (UserException e) {
      throw Fields.invalid(Optional.ofNullable(e.getMessage()).orElse("that cannot be set"));
    }
  }
}
