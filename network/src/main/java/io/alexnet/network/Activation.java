package io.alexnet.network;

/** The nonlinearity of a unit. */
public enum Activation {
  /** max(0, x), section 3.1 of the paper. */
  RELU,
  /** tanh(x): what the paper compares with in Figure 1. */
  TANH
}
