package org.forkbook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scheduler of a benchmark: it samples the subjects of each measure in turns, a-b-a-b, and each round begins with
 * another one, so that other load on the machine affects all of them. A subject that fails is skipped from then on;
 * this affects neither the other subjects nor the other measures.
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

    /** A subject in this measure. */
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
