package io.alexnet.serve.pictures;

import io.alexnet.common.RgbImage;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The first layer's filters as a sheet, as in figure 3 of the paper. */
public final class Filters {
  private static final String WEIGHTS = "conv1.weight";
  private static final int COLUMNS = 16;
  private static final int SCALE = 3;
  private static final float WHITE = 255;

  private Filters() {}

  /**
   * @param checkpoint directory of a checkpoint
   * @return a PNG file
   */
  public static byte[] png(Path checkpoint) {
    Tensor weights = SafeTensors.read(checkpoint.resolve("model.safetensors")).get(WEIGHTS);
    if (weights == null
        || weights.shape().size() != 4
        || weights.shape().get(1) != RgbImage.CHANNELS) {
      throw new Refusal(HttpStatus.CONFLICT, "the network's first layer has no filters of colours");
    }
    return sheet(weights);
  }

  /** Each filter stretched over the whole range of grey levels by itself. */
  private static byte[] sheet(Tensor weights) {
    int count = Math.toIntExact(weights.shape().get(0));
    int height = Math.toIntExact(weights.shape().get(2));
    int width = Math.toIntExact(weights.shape().get(3));
    List<RgbImage> filters =
        IntStream.range(0, count)
            .mapToObj(filter -> filter(weights.values(), filter, width, height))
            .toList();
    return ContactSheet.png(filters, COLUMNS, SCALE);
  }

  private static RgbImage filter(FloatBuffer values, int filter, int width, int height) {
    int plane = width * height;
    int start = filter * RgbImage.CHANNELS * plane;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = start; i < start + RgbImage.CHANNELS * plane; i++) {
      least = Math.min(least, values.get(i));
      most = Math.max(most, values.get(i));
    }
    float gain = most > least ? WHITE / (most - least) : 0;
    byte[] pixels = new byte[RgbImage.CHANNELS * plane];
    for (int place = 0; place < plane; place++) {
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        float value = values.get(start + channel * plane + place);
        pixels[place * RgbImage.CHANNELS + channel] = (byte) Math.round((value - least) * gain);
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
