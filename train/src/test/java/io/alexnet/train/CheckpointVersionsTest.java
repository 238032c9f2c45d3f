package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Parameter;
import io.alexnet.network.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A checkpoint of each format version there has been. */
class CheckpointVersionsTest {
  private static Path stored(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(CheckpointVersionsTest.class.getResource("/" + name)).toURI());
  }

  @Test
  void version1IsRefusedByName() {
    assertThatThrownBy(() -> Checkpoint.open(stored("checkpoint-v1")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("checkpoint-v1")
        .hasMessageContaining("format version 1, this program reads version 2");
  }

  @Test
  void version2Opens() throws URISyntaxException {
    Checkpoint checkpoint = Checkpoint.open(stored("checkpoint-v2"));
    assertThat(checkpoint.classes().names()).containsExactly("cat", "dog");
    assertThat(checkpoint.state().step()).isEqualTo(10);
    assertThat(checkpoint.state().lastEpoch().valTop1Error()).isEqualTo(0.25);
    for (Tensor tensor : Tiny.tensors(2012)) {
      assertThat(checkpoint.tensors().get(tensor.name())).isEqualTo(tensor);
    }
    try (AlexNet network = checkpoint.network()) {
      for (Parameter parameter : network.parameters()) {
        assertThat(network.weight(parameter)).isEqualTo(checkpoint.tensors().get(parameter.name()));
      }
    }
  }
}
