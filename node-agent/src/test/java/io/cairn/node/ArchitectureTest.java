package io.cairn.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "io.cairn.node", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_LIBVIRT = noClasses().that()
            .resideOutsideOfPackage("..adapter.libvirt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.libvirt..");

    @ArchTest
    static final ArchRule THE_DOMAIN_IS_PLAIN = noClasses().that()
            .resideInAPackage("..domain..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.cairn.node.domain..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule THE_APPLICATION_KNOWS_NO_ADAPTER = noClasses().that()
            .resideInAPackage("..application..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.cairn.node.domain..", "io.cairn.node.application..", "java..", "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule CLOCKS_AND_IDS_ARE_ARGUMENTS = noClasses().that()
            .resideInAnyPackage("..domain..", "..application..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);
}
