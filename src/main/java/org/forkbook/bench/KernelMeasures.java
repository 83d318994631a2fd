package org.forkbook.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.forkbook.chart.Units;

/** Measures of the kernel against other kernels. */
final class KernelMeasures {

    private static final int WARM_CELLS = 50;
    private static final String WARM = Units.seconds(KernelTrials.REST) + " of rest, " + WARM_CELLS + " cells";
    private static final String COLD = "none: each sample is a new process";

    private final List<KernelPeer> peers;

    /** Creates the measures with these kernels, ours first. */
    KernelMeasures(List<KernelPeer> peers) {
        this.peers = List.copyOf(peers);
    }

    List<Measure> all() {
        return List.of(
                measure(
                        "kernel.start",
                        "kernel start to first result",
                        Quantity.SECONDS,
                        COLD,
                        9,
                        KernelTrials::start,
                        Budget.against(Subject.OTHER_JAVA, 1.0 / 3, "a third of the fastest other Java kernel"),
                        Budget.against(Subject.PYTHON, 1.2, "within 1.2x of ipykernel")),
                measure(
                        "kernel.cell",
                        "a trivial cell, warm",
                        Quantity.SECONDS,
                        WARM,
                        60,
                        peer -> KernelTrials.inOne(peer, WARM_CELLS, KernelTrials::trivial),
                        Budget.against(Subject.OTHER_JAVA, 1.0 / 6, "a sixth of the fastest other Java kernel"),
                        Budget.against(Subject.PYTHON, 2, "within 2x of ipykernel")),
                measure(
                        "kernel.lines",
                        "100,000 printed lines",
                        Quantity.SECONDS,
                        WARM,
                        9,
                        peer -> KernelTrials.inOne(peer, WARM_CELLS, KernelTrials::lines),
                        Budget.against(Subject.PYTHON, 1, "at ipykernel's rate")),
                measure(
                        "kernel.lost",
                        "lines lost of 100,000",
                        Quantity.COUNT,
                        WARM,
                        3,
                        peer -> KernelTrials.inOne(peer, WARM_CELLS, KernelTrials::linesLost),
                        Budget.of(0, "none")),
                measure(
                        "kernel.interrupt",
                        "interrupting a busy loop",
                        Quantity.SECONDS,
                        WARM,
                        9,
                        peer -> KernelTrials.inOne(peer, WARM_CELLS, KernelTrials::interrupt),
                        Budget.of(0.1, "under 100 ms")),
                measure(
                        "kernel.after-interrupt",
                        "CPU use after an interrupt, of one processor",
                        Quantity.CPU,
                        WARM,
                        3,
                        peer -> KernelTrials.inOne(peer, WARM_CELLS, KernelTrials::afterInterrupt),
                        Budget.of(0.1, "nothing")),
                measure(
                        "kernel.shutdown",
                        "shutdown",
                        Quantity.SECONDS,
                        "5 cells",
                        7,
                        peer -> KernelTrials.inNew(peer, KernelTrials::shutDown),
                        Budget.of(0.3, "under 300 ms")),
                measure(
                        "kernel.memory",
                        "resident memory after a hundred cells",
                        Quantity.BYTES,
                        COLD,
                        3,
                        peer -> KernelTrials.inNew(peer, KernelTrials::memory),
                        Budget.against(Subject.OTHER_JAVA, 1.0 / 3, "a third of the leanest other Java kernel")));
    }

    private Measure measure(
            String id,
            String title,
            Quantity quantity,
            String warmth,
            int rounds,
            Function<KernelPeer, Trial> trial,
            Budget... budgets) {
        return new Measure(
                id,
                title,
                quantity,
                warmth,
                rounds,
                Duration.ZERO,
                peers.stream()
                        .map(peer -> new Subject(peer.name(), peer.team(), () -> trial.apply(peer)))
                        .toList(),
                List.of(budgets));
    }
}
