import Foundation
import TestSupport
import Testing

/// What one may not read is said to be that, and not to be missing.
@Suite struct PermissionTests {
  @Test(arguments: [("", "cannot be looked into"), ("/index", "cannot be read")])
  func aDirectoryWithoutPermissionIsNotCalledMissing(_ name: String, _ says: String) throws {
    let program = try Program()
    try program.makeArchive()
    _ = try program.run("search", "--archive", program.archive, "x")
    if getuid() == 0 { _ = try runCommand(["chown", "-R", "nobody", program.archive]) }
    try setMode(0o755, program.directory.path)
    try setMode(0, program.archive + name)
    defer { try? setMode(0o700, program.archive + name) }
    let result = try runCommand(
      unprivileged([Program.path, "search", "--archive", program.archive, "x"]),
      environment: program.environment)
    #expect(result.status != 0)
    #expect(result.errors.contains("Permission denied") && result.errors.contains(says))
    #expect(!result.errors.contains("making it"), "\(result.errors)")
  }

  private func setMode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }
}
