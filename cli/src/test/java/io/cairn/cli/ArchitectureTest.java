package io.cairn.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which way the packages may look. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.cairn.cli");

    @Test
    void the_domain_is_plain_java() {
        classes().that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..cli.domain..", "java.lang..", "java.util..", "java.time..", "java.math..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void the_application_knows_no_adapter_and_no_library() {
        classes().that()
                .resideInAPackage("..application..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..cli.domain..", "..cli.application..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void adapters_are_strangers_to_each_other() {
        slices().matching("io.cairn.cli.adapter.(*)..").should().notDependOnEachOther().check(CLASSES);
    }

    @Test
    void nobody_looks_at_the_root_but_the_rehearsal() {
        noClasses().that()
                .resideInAnyPackage("..domain..", "..application..", "..adapter..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.cairn.cli")
                .check(CLASSES);
    }

    @Test
    void time_and_chance_are_arguments_within() {
        noClasses().that()
                .resideInAnyPackage("..domain..", "..application..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
