package org.forkbook.course;

/**
 * One cell of a lesson that did not do what its notebook has recorded.
 *
 * @param cell the cell's place among all, from 1; 0 for the notebook as a whole
 * @param code the first line of its text
 * @param what what differs, such as {@code stdout, line 3}
 * @param recorded the recorded text
 * @param got the text of this run
 */
public record OutputDifference(int cell, String code, String what, String recorded, String got) {}
