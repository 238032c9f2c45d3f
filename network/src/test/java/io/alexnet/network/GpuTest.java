package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuTest {
  @ParameterizedTest
  @CsvSource({
    "3,5,false",
    "3,7,true",
    "7,5,true",
    "8,6,true",
    "8,9,true",
    "9,0,false",
    "10,0,false",
    "12,0,false"
  })
  void onlyFamiliesWithKernelsAreSupported(int major, int minor, boolean supported) {
    Gpu gpu = new Gpu("X", major, minor);
    assertThat(gpu.supported()).isEqualTo(supported);
    assertThat(gpu.describe())
        .contains("X, compute capability " + major + "." + minor)
        .doesNotContain("\n");
  }

  @Test
  void theDriversAnswerIsRead() {
    assertThat(
            Gpu.query(
                List.of("sh", "-c", "echo 'NVIDIA H200, 9.0'; echo 'NVIDIA A100-SXM4-40GB, 8.0'")))
        .contains(new Gpu("NVIDIA H200", 9, 0));
  }

  @Test
  void noDriverOrAFailingOneMeansNoGpu() {
    assertThat(Gpu.query(List.of("no-such-program-here"))).isEmpty();
    assertThat(Gpu.query(List.of("sh", "-c", "echo 'NVIDIA-SMI has failed'; exit 9"))).isEmpty();
    assertThat(Gpu.query(List.of("sh", "-c", "echo nonsense"))).isEmpty();
  }
}
