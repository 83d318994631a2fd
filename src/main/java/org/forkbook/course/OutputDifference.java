package org.forkbook.course;

/**
 * Difference between a cell's output and the recorded one.
 *
 * @param cell the cell's position among all cells, from 1; 0 for the notebook as a whole
 * @param code the first line of its text
 * @param what the part that differs, such as {@code stdout, line 3}
 * @param recorded the recorded text
 * @param got the text of this run
 */
public record OutputDifference(int cell, String code, String what, String recorded, String got) {}
