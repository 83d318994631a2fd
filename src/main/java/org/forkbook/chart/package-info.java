/**
 * Pictures and tables that a notebook shows: SVG without scripts, made of numbers, and the same as text for terminals.
 *
 * <p>Start reading at {@link org.forkbook.chart.Drawing}, then {@link org.forkbook.chart.GanttChart}. Nothing here knows
 * processes, Jupyter or AWT. Colours are chosen to be told apart by colour-blind readers, and to be seen on white and on
 * dark; text has the page's own colour and font where the page lets a picture have them.
 */
@NullMarked
package org.forkbook.chart;

import org.jspecify.annotations.NullMarked;
