package io.alexnet.network;

/**
 * Where a window lies in a picture.
 *
 * @param left column of its left edge, from 0
 * @param top row of its upper edge, from 0
 */
public record Window(int left, int top) {}
