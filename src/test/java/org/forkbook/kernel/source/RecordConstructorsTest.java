package org.forkbook.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecordConstructorsTest {

    @Test
    void constructorsWithoutAModifierBecomePublicAndAllElseStays() {
        assertEquals(
                "record P(int x) { public P { if (x < 0) throw new Error(); } static P of() { return new P(1); } P plus(P p) { return p; } }",
                RecordConstructors.opened(
                        "record P(int x) { P { if (x < 0) throw new Error(); } static P of() { return new P(1); } P plus(P p) { return p; } }"));
        assertEquals(
                "@A record P<T>(T x) implements I { @B public P(T x) { this.x = x; } public P() { this(null); } }",
                RecordConstructors.opened(
                        "@A record P<T>(T x) implements I { @B P(T x) { this.x = x; } public P() { this(null); } }"));
        for (var same : new String[] {
            "record P(int x) {}",
            "class A { record P(int x) { P { } } }",
            "int record = 1;",
            "var record = new Object() { int a =(3); };",
            "int f(int record) { return record (2); }",
            "record",
            "record P(int x) { P { "
        }) {
            assertEquals(
                    same.endsWith("{ P { ") ? "record P(int x) { public P { " : same, RecordConstructors.opened(same));
        }
    }

    @Test
    void aPlaceAfterAnOpenedConstructorIsFoundWhereItsAuthorWroteIt() {
        var written = "record P(int x) { P { y = 1; } }";
        var opened = RecordConstructors.opened(written);
        assertEquals(written.indexOf("y = 1"), RecordConstructors.written(written, opened.indexOf("y = 1")));
        assertEquals(written.indexOf("P {"), RecordConstructors.written(written, opened.indexOf("public")));
        assertEquals(3, RecordConstructors.written(written, 3));
    }
}
