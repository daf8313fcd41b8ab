package io.cairn.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of the house, over every module. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final int MAX_LINES = 400;
    private JavaClasses classes;

    @BeforeAll
    void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.cairn");
    }

    @Test
    void domain_knows_java_and_itself_only() {
        noClasses().that()
                .resideInAPackage("io.cairn.(*).domain..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "io.cairn.(*).domain..", "io.cairn.resource.domain..",
                        "org.jspecify..")
                .check(classes);
    }

    @Test
    void application_knows_no_adapter_and_no_framework() {
        noClasses().that()
                .resideInAPackage("io.cairn.(*).application..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..adapter..", "org.springframework..", "io.grpc..", "org.libvirt..",
                        "tools.jackson..")
                .check(classes);
    }

    @Test
    void one_package_knows_libvirt() {
        noClasses().that()
                .resideOutsideOfPackages("..adapter.libvirt..", "org.libvirt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.libvirt..")
                .check(classes);
    }

    @Test
    void domain_and_application_take_clocks_and_ids_as_arguments() {
        var inner = noClasses().that().resideInAnyPackage("io.cairn.(*).domain..", "io.cairn.(*).application..");
        inner.should().callMethod(java.time.Instant.class, "now").check(classes);
        noClasses().that()
                .resideInAnyPackage("io.cairn.(*).domain..", "io.cairn.(*).application..")
                .should()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(classes);
        noClasses().that()
                .resideInAnyPackage("io.cairn.(*).domain..", "io.cairn.(*).application..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(classes);
    }

    @Test
    void no_service_knows_another() {
        var services = new String[]{"io.cairn.gateway..", "io.cairn.vm..", "io.cairn.scheduler..", "io.cairn.image..",
                "io.cairn.node.."};
        for (var service : services) {
            for (var other : services) {
                if (!service.equals(other)) {
                    noClasses().that()
                            .resideInAPackage(service)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .check(classes);
                }
            }
        }
    }

    @Test
    void names_say_what_a_thing_is() {
        noClasses().that()
                .resideInAPackage("io.cairn..")
                .and()
                .resideOutsideOfPackage("io.cairn.contract..")
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto)")
                .check(classes);
    }

    @Test
    void no_file_is_longer_than_400_lines() throws IOException {
        try (var files = Files.walk(Cloud.ROOT)) {
            var tooLong = files
                    .filter(file -> file.toString().endsWith(".java") && !file.toString().contains("/target/"))
                    .filter(ArchitectureTest::isLong)
                    .map(Path::toString)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static boolean isLong(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count() > MAX_LINES;
        } catch (IOException e) {
            return false;
        }
    }
}
