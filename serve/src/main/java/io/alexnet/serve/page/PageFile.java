package io.alexnet.serve.page;

/**
 * A file as a browser gets it.
 *
 * @param text in UTF-8
 * @param type its media type
 */
record PageFile(String text, String type) {}
