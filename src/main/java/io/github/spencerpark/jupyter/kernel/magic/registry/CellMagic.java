package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method that is a magic of a whole cell: it takes the words after its name and the rest of the cell. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CellMagic {

    /** Its name; the method's where it is empty. */
    String value() default "";

    /** Other names. */
    String[] aliases() default {};
}
