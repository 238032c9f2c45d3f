package io.alexnet.network;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** Memory for an operation's results that is used again, as in the network. */
final class Scratch {
  private static final String NAME = "bench";
  private static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder().initialSize(256L << 20).build();

  static final LayerWorkspaceMgr MEMORY =
      LayerWorkspaceMgr.builder()
          .defaultNoWorkspace()
          .with(ArrayType.ACTIVATIONS, NAME, CONFIGURATION)
          .with(ArrayType.ACTIVATION_GRAD, NAME, CONFIGURATION)
          .with(ArrayType.FF_WORKING_MEM, NAME, CONFIGURATION)
          .with(ArrayType.BP_WORKING_MEM, NAME, CONFIGURATION)
          .build();

  private Scratch() {}

  static MemoryWorkspace open() {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, NAME);
  }
}
