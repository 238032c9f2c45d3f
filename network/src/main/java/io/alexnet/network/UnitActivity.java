package io.alexnet.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which units of a network were ever other than zero, at any position of any image it computes
 * while this is open. Looked at behind the nonlinearity of each layer but the last.
 *
 * <p>Costs a reading of those outputs that had dead units so far: nearly nothing once every unit of
 * a layer has shown itself. For the network's thread.
 */
public final class UnitActivity implements AutoCloseable {
  private final BetweenLayers between;
  private final Map<Operation, boolean[]> alive;
  private final LayerNames names;

  UnitActivity(List<Operation> operations, BetweenLayers between) {
    this.between = between;
    this.names = new LayerNames(operations);
    this.alive = watched(operations);
    between.open(this::look);
  }

  /** The last operation of each layer that ends with its nonlinearity. */
  private Map<Operation, boolean[]> watched(List<Operation> operations) {
    Map<String, Operation> last = new LinkedHashMap<>();
    for (Operation operation : operations.subList(0, operations.size() - 1)) {
      if (operation instanceof ActivateOperation || !operation.parameters().isEmpty()) {
        last.put(names.of(operation), operation);
      }
    }
    Map<Operation, boolean[]> units = new LinkedHashMap<>();
    last.values().forEach(o -> units.put(o, new boolean[o.outputShape().channels()]));
    return units;
  }

  private void look(Operation operation, INDArray output) {
    boolean[] units = alive.get(operation);
    if (units == null || dead(units) == 0) {
      return;
    }
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      INDArray rows = output.reshape('c', output.length() / units.length, units.length);
      float[] largest = rows.amax(0).toFloatVector();
      for (int u = 0; u < units.length; u++) {
        units[u] |= largest[u] != 0;
      }
    } finally {
      outside.close();
    }
  }

  /** What was dead on all the images so far, layer by layer from the bottom. */
  public List<DeadUnits> dead() {
    List<DeadUnits> layers = new ArrayList<>();
    alive.forEach(
        (operation, units) ->
            layers.add(new DeadUnits(names.of(operation), dead(units), units.length)));
    return layers;
  }

  private static int dead(boolean[] units) {
    int count = 0;
    for (boolean unit : units) {
      count += unit ? 0 : 1;
    }
    return count;
  }

  /** The network computes unwatched from then on. */
  @Override
  public void close() {
    between.close();
  }
}
