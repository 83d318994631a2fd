/**
 * Grading: students' notebooks run one by one, each in a process tree of its own with limits, and what comes of it as a
 * table and as pages of feedback.
 *
 * <p>Start reading at {@link org.forkbook.grading.Grader}. {@link org.forkbook.grading.Sandbox} is what stands between a
 * submission and the grader; it says itself what it holds on the system at hand.
 *
 * <p>A submission's own code and the checks run in one JVM, as with every Jupyter grader: whoever takes the kernel apart
 * from within, by reflection, can forge a pass. Everything that a student does by accident or in plain code is caught.
 */
@NullMarked
package org.forkbook.grading;

import org.jspecify.annotations.NullMarked;
