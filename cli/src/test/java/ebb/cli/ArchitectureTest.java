package ebb.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/architecture.md. */
@AnalyzeClasses(packages = "ebb", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("ir")
          .definedBy("ebb.ir..")
          .layer("frontend-arm")
          .definedBy("ebb.frontend.arm..")
          .layer("backend-jvm")
          .definedBy("ebb.backend.jvm..")
          .layer("runtime")
          .definedBy("ebb.runtime..")
          .layer("machine")
          .definedBy("ebb.machine..")
          .layer("replay")
          .definedBy("ebb.replay..")
          .layer("gdbstub")
          .definedBy("ebb.gdbstub..")
          .layer("cli")
          .definedBy("ebb.cli..")
          .whereLayer("ir")
          .mayNotAccessAnyLayer()
          .whereLayer("frontend-arm")
          .mayOnlyAccessLayers("ir")
          .whereLayer("backend-jvm")
          .mayOnlyAccessLayers("ir")
          .whereLayer("runtime")
          .mayOnlyAccessLayers("ir")
          .whereLayer("machine")
          .mayOnlyAccessLayers("runtime", "ir")
          .whereLayer("replay")
          .mayOnlyAccessLayers("runtime", "ir")
          .whereLayer("gdbstub")
          .mayOnlyAccessLayers("runtime", "replay", "ir");
}
