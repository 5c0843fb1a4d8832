import Foundation
import TestSupport
import TestThreads
import Testing

/// Killed just before any call that changes a file, a command has done no harm: the same command then
/// succeeds, or says the one thing to do.
///
/// `MAILCASK_KILLS=10000 swift test --filter KilledCommandTests` kills at each call instead of a few.
@Suite(.waiting, .serialized) struct KilledCommandTests {
  private static let kills =
    ProcessInfo.processInfo.environment["MAILCASK_KILLS"].flatMap(Int.init) ?? 2

  /// A directory for one kill, and what the commands work with.
  private struct Scene {
    let program: Program
    let place: String
    /// Of the archive, and of its older backup.
    let fingerprints: [String]
    var path: String { program.directory.path }

    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(place)/\(name)")
    }

    func copy(_ name: String, to copy: String) throws {
      try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(place)/\(copy)")
    }

    func fingerprint(_ archive: String) throws -> String {
      let result = try program.run("fingerprint", "--archive", archive)
      return result.status == 0 ? result.text : result.errors
    }
  }

  private struct Case {
    let name: String
    let arguments: (Scene) -> [String]
    var before: (Scene) throws -> Void = { _ in }
    /// Right after the kill.
    var killed: (Scene, String) throws -> Void = { _, _ in }
    /// What it says where it does not succeed.
    var says: String?
    /// The one thing to do then.
    var remedy: ((Scene) throws -> Void)?
    let done: (Scene, String) throws -> Void
  }

  /// The archive is never left without its settings, nothing acknowledged is lost, and nothing half made
  /// stays.
  @Test func theSameCommandThenDoesIt() throws {
    let stage = try Stage()
    try check(Self.initialisation, stage)
    try check(Self.restore, stage)
    try check(Self.export("mbox"), stage)
    try check(Self.export("maildir"), stage)
    try check(Self.reindex, stage)
    try check(Self.firstBackup, stage)
    try check(Self.laterBackup, stage)
    try check(Self.migration(), stage)
  }

  // MARK: Commands

  private static var initialisation: Case {
    return Case(
      name: "init", arguments: { ["init", "\($0.place)/new"] }, killed: Self.expectSettings,
      says: "an archive is there",
      done: { scene, what in
        let imported = try scene.program.run(
          "import", "--archive", "\(scene.place)/new", "\(scene.path)/mail/1.eml")
        #expect(imported.status == 0, "\(what): \(imported.errors)")
        #expect(scene.exists("new/mailcask.toml"), "\(what)")
      })
  }

  private static var restore: Case {
    return Case(
      name: "restore", arguments: { ["restore", "\($0.path)/newer", "\($0.place)/new"] },
      killed: Self.expectSettings, says: "an archive is there",
      done: { try Self.expectSame("\($0.place)/new", $0, $1) })
  }

  private static func export(_ format: String) -> Case {
    return Case(
      name: "export --format \(format)",
      arguments: { ["export", "-q", "--format", format, "-o", "\($0.place)/out"] },
      says: "exists already",
      remedy: { scene in
        for name in ["out", "out.manifest.json"] where scene.exists(name) {
          try FileManager.default.removeItem(atPath: "\(scene.place)/\(name)")
        }
      },
      done: { scene, what in
        let checked = try scene.program.run("check-export", "\(scene.place)/out")
        #expect(checked.status == 0 && checked.text.contains("40"), "\(what): \(checked)")
      })
  }

  private static var reindex: Case {
    return Case(
      name: "reindex", arguments: { ["reindex", "--archive", "\($0.place)/a"] },
      before: { try $0.copy("archive", to: "a") },
      killed: { scene, what in
        let found = try scene.program.run("search", "--archive", "\(scene.place)/a", "item7")
        #expect(found.status == 0, "\(what): \(found.errors)")
      },
      done: { try Self.expectSame("\($0.place)/a", $0, $1) })
  }

  private static var firstBackup: Case {
    return Case(
      name: "backup", arguments: { ["backup", "\($0.place)/new"] }, killed: Self.expectSettings,
      done: { try Self.expectSame("\($0.place)/new", $0, $1) })
  }

  private static var laterBackup: Case {
    return Case(
      name: "backup again", arguments: { ["backup", "\($0.place)/b"] },
      before: { try $0.copy("older", to: "b") },
      killed: { scene, what in
        let held = try scene.fingerprint("\(scene.place)/b")
        #expect(scene.fingerprints.contains(held), "\(what): \(held)")
      },
      done: { try Self.expectSame("\($0.place)/b", $0, $1) })
  }

  private static func migration() throws -> Case {
    let fixtures =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
      + "/StoreTests/Fixtures/"
    let expected = try String(contentsOfFile: fixtures + "v001.sqlite.fingerprint", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return Case(
      name: "migration",
      arguments: { ["search", "--archive", "\($0.place)/old", "--limit", "1", "size:>0"] },
      before: { scene in
        try FileManager.default.createDirectory(
          atPath: scene.place + "/old", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          atPath: fixtures + "v001.sqlite", toPath: scene.place + "/old/mail.sqlite")
        try scene.copy("archive/mailcask.toml", to: "old/mailcask.toml")
      },
      done: { scene, what in
        let held = try scene.fingerprint("\(scene.place)/old")
        #expect(held.contains(expected), "\(what): \(held)")
        let verified = try scene.program.run("verify", "--archive", "\(scene.place)/old")
        #expect(verified.status == 0, "\(what): \(verified.text)\(verified.errors)")
      })
  }

  // MARK: What holds

  /// An archive is never left without its settings.
  private static func expectSettings(_ scene: Scene, _ what: String) throws {
    guard scene.exists("new/mail.sqlite") else { return }
    #expect(scene.exists("new/mailcask.toml"), "\(what): no settings")
  }

  private static func expectSame(_ archive: String, _ scene: Scene, _ what: String) throws {
    let held = try scene.fingerprint(archive)
    #expect(held == scene.fingerprints.first, "\(what)")
    let verified = try scene.program.run("verify", "--archive", archive)
    #expect(verified.status == 0, "\(what): \(verified.text)\(verified.errors)")
  }

  // MARK: Killing

  /// An archive of 40 messages with a backup of all and one of the half.
  private struct Stage {
    var program: Program
    let preload: String
    var fingerprints: [String] = []

    init() throws {
      program = try Program()
      try program.makeArchive()
      program.environment["MAILCASK_ARCHIVE"] = program.archive
      program.environment["SWIFT_BACKTRACE"] = "enable=no"
      for (numbers, backup) in [(0..<20, "older"), (20..<40, "newer")] {
        for number in numbers {
          try program.directory.write(makeMessage(number), to: "mail/\(number).eml")
        }
        #expect(try program.run("import", "-q", "mail").status == 0)
        #expect(try program.run("backup", "-q", program.directory.path + "/" + backup).status == 0)
        fingerprints.insert(try program.run("fingerprint").text, at: 0)
      }
      preload = program.directory.path + "/kill.so"
      let source = URL(filePath: #filePath).deletingLastPathComponent().path + "/Kills/kill.c"
      let built = try runCommand(["cc", "-shared", "-fPIC", "-o", preload, source, "-ldl"])
      try #require(built.status == 0, "\(built.errors)")
    }
  }

  private func check(_ test: Case, _ stage: Stage) throws {
    let (program, preload) = (stage.program, stage.preload)
    let whole = try scene(stage, 0, test)
    let count = program.directory.path + "/count"
    let run = try killed(test, whole, at: 0, preload, ["KILL_COUNT": count])
    try #require(run.status == 0, "\(test.name): \(run)")
    let text = try String(contentsOfFile: count, encoding: .utf8)
    let calls = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(calls > 3, "\(test.name)")
    var killings = 0
    for number in stride(from: 1, through: calls, by: max(1, calls / Self.kills)) {
      let scene = try scene(stage, number, test)
      defer { try? FileManager.default.removeItem(atPath: scene.place) }
      let what = "\(test.name), killed at call \(number)"
      // Threads take turns otherwise in each run, so that it may make a call less.
      guard try killed(test, scene, at: number, preload).status == SIGKILL else { continue }
      killings += 1
      try test.killed(scene, what)
      try expectSuccess(of: test, scene, what)
      try test.done(scene, what)
      let left = try FileManager.default.subpathsOfDirectory(atPath: scene.place).filter {
        $0.hasSuffix(".partial") || $0.hasSuffix(".new")
      }
      #expect(left == [], "\(what)")
    }
    #expect(killings > 0)
    print("\(test.name): killed at \(killings) of \(calls) calls")
  }

  private func scene(_ stage: Stage, _ number: Int, _ test: Case) throws -> Scene {
    let place = "\(stage.program.directory.path)/k\(number)"
    try? FileManager.default.removeItem(atPath: place)
    let scene = Scene(program: stage.program, place: place, fingerprints: stage.fingerprints)
    try FileManager.default.createDirectory(
      atPath: scene.place, withIntermediateDirectories: true)
    try test.before(scene)
    return scene
  }

  private func killed(
    _ test: Case, _ scene: Scene, at call: Int, _ preload: String, _ more: [String: String] = [:]
  ) throws -> CommandResult {
    var program = scene.program
    program.environment.merge(more) { $1 }
    program.environment["LD_PRELOAD"] = preload
    program.environment["KILL_AT"] = "\(call)"
    program.environment["KILL_BELOW"] = scene.place
    return try program.run(test.arguments(scene))
  }

  private func expectSuccess(of test: Case, _ scene: Scene, _ what: String) throws {
    let again = try scene.program.run(test.arguments(scene))
    guard again.status != 0 else { return }
    #expect(
      test.says.map { again.status == 2 && again.errors.contains($0) } == true,
      "\(what): \(again.status) \(again.errors)")
    guard let remedy = test.remedy else { return }
    try remedy(scene)
    let last = try scene.program.run(test.arguments(scene))
    #expect(last.status == 0, "\(what): \(last.errors)")
  }
}
