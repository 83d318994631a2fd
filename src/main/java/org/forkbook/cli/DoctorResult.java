package org.forkbook.cli;

/**
 * What one of the doctor's checks found.
 *
 * @param subject what was looked at
 * @param verdict whether it will do
 * @param found what is there, in a few words
 * @param mend what to do about it; empty when there is nothing to do
 */
record DoctorResult(String subject, Verdict verdict, String found, String mend) {

    /** How bad it is. */
    enum Verdict {
        /** All is well. */
        OK("ok"),
        /** Notebooks run, but something will be missed. */
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
