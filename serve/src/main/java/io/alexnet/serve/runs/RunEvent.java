package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that happened to a run.
 *
 * @param run its name
 * @param type step, epoch, state, journal, note or alive
 * @param data what of it there is to say
 */
public record RunEvent(String run, String type, JsonNode data) {}
