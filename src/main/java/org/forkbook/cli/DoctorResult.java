package org.forkbook.cli;

/**
 * Result of one of the doctor's checks.
 *
 * @param subject what was checked
 * @param verdict whether it is good enough
 * @param found what was found, in a few words
 * @param mend what to do about it; empty when there is nothing to do
 */
record DoctorResult(String subject, Verdict verdict, String found, String mend) {

    /** The severity of a result. */
    enum Verdict {
        /** All is well. */
        OK("ok"),
        /** Notebooks run, but without some feature. */
        LACKING("--"),
        /** Notebooks won't run. */
        BROKEN("NO");

        private final String mark;

        Verdict(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    static DoctorResult ok(String subject, String found) {
        return new DoctorResult(subject, Verdict.OK, found, "");
    }

    static DoctorResult lacking(String subject, String found, String mend) {
        return new DoctorResult(subject, Verdict.LACKING, found, mend);
    }

    static DoctorResult broken(String subject, String found, String mend) {
        return new DoctorResult(subject, Verdict.BROKEN, found, mend);
    }
}
