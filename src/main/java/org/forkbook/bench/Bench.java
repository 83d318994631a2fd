package org.forkbook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A benchmark at work: it takes the contestants of each measure in turns, a-b-a-b, each round beginning with another one, so
 * that whatever else the machine does hits all of them. A contestant that fails is left out from there on; what the others
 * give is not touched by that, nor are the other measures.
 */
final class Bench {

    private final BenchListener listener;

    Bench(BenchListener listener) {
        this.listener = listener;
    }

    /** Takes all measures, one after the other. */
    List<Result> run(List<Measure> measures) throws InterruptedException {
        var results = new ArrayList<Result>();
        for (int i = 0; i < measures.size(); i++) {
            results.add(run(measures.get(i), i + 1, measures.size()));
        }
        return results;
    }

    private Result run(Measure measure, int number, int count) throws InterruptedException {
        listener.opened(number, count, measure.title());
        var runners = measure.contestants().stream().map(Runner::new).toList();
        try {
            for (var runner : runners) {
                runner.open();
            }
            for (int round = 0; round < measure.rounds(); round++) {
                for (int i = 0; i < runners.size(); i++) {
                    var runner = runners.get((i + round) % runners.size());
                    runner.sample();
                    if (runner.subject.isOurs()) {
                        Thread.sleep(measure.pause().toMillis());
                    }
                }
                listener.sampled(number, count, measure.title(), round + 1, measure.rounds());
            }
        } finally {
            runners.forEach(runner -> runner.trial.close());
        }
        return new Result(measure, runners.stream().map(Runner::outcome).toList());
    }

    /** A contestant in this measure. */
    private static final class Runner {
        private final Subject subject;
        private final Trial trial;
        private final List<Double> values = new ArrayList<>();
        private String trouble = "";

        Runner(Subject subject) {
            this.subject = subject;
            trial = subject.trial().get();
        }

        void open() throws InterruptedException {
            try {
                trial.open();
            } catch (MeasureException e) {
                fail(e);
            }
        }

        void sample() throws InterruptedException {
            if (!trouble.isEmpty()) {
                return;
            }
            try {
                values.add(trial.sample());
            } catch (MeasureException e) {
                fail(e);
            }
        }

        private void fail(MeasureException e) {
            trouble = String.valueOf(e.getMessage());
            trial.close();
        }

        Outcome outcome() {
            return new Outcome(
                    subject.name(),
                    subject.team(),
                    values.isEmpty() ? Optional.empty() : Optional.of(new Samples(values)),
                    trouble);
        }
    }
}
