/**
 * Charts and tables for notebooks: SVG without scripts, and the same as text for terminals.
 *
 * <p>Start reading at {@link org.forkbook.chart.Drawing}, then {@link org.forkbook.chart.GanttChart}. Nothing here
 * depends on processes, Jupyter or AWT. Colours are distinguishable for colour-blind readers, and visible on white and
 * dark backgrounds; text has the page's own colour and font where the page allows it.
 */
@NullMarked
package org.forkbook.chart;

import org.jspecify.annotations.NullMarked;
