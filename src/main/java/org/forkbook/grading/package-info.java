/**
 * Automatic grading: students' notebooks run one by one, each in its own process tree with limits. The results are a
 * table and pages of feedback.
 *
 * <p>Start reading at {@link org.forkbook.grading.Grader}. {@link org.forkbook.grading.Sandbox} protects the grader
 * from submissions, and reports which protections this system allows.
 *
 * <p>A submission's own code and the checks run in one JVM, as with every Jupyter grader: code that manipulates the
 * kernel by reflection can forge a pass. Everything that a student does by accident or in plain code is caught.
 */
@NullMarked
package org.forkbook.grading;

import org.jspecify.annotations.NullMarked;
