import Fetch
import Foundation
import TestSupport
import Testing

@testable import Archive

/// Whose archives are used and whose settings are obeyed.
@Suite struct TrustTests {
  private static let me: uid_t = 1_000
  private static let other: uid_t = 1_001

  @Test(
    arguments: [
      (FileOwnership(owner: me, group: 5, mode: 0o100600), nil),
      (FileOwnership(owner: me, group: 5, mode: 0o100644), nil),
      (FileOwnership(owner: 0, group: 0, mode: 0o100644), nil),
      (FileOwnership(owner: other, group: 5, mode: 0o100600), "belongs to"),
      (FileOwnership(owner: me, group: 5, mode: 0o100646), "everybody"),
      (FileOwnership(owner: me, group: 5, mode: 0o100660), "group"),
      (FileOwnership(owner: 0, group: 0, mode: 0o100660), nil),  // root's own group
      // A file system without permissions shows all files as open to everybody.
      (FileOwnership(owner: me, group: 5, mode: 0o100777, hasModes: false), nil),
      (FileOwnership(owner: other, group: 5, mode: 0o100777, hasModes: false), "belongs to"),
      (FileOwnership(owner: me, group: 5, mode: 0o120777, isLink: true), "symbolic link"),
    ] as [(FileOwnership, String?)])
  func settingsAreObeyedOnlyIfNobodyElseCanWriteThem(_ file: FileOwnership, _ reason: String?) {
    let objection = file.objection(from: [Self.me])
    #expect((objection == nil) == (reason == nil))
    if let reason { #expect(objection?.contains(reason) == true) }
  }

  @Test func settingsThatOthersMayWriteRunNothingUntilTheyAreTrusted() throws {
    let test = try TestArchive()
    let ran = test.directory.path + "/ran"
    try Data(
      """
      [accounts.w]
      host = "127.0.0.1"
      user = "u"
      password_command = "touch \(ran)"
      """.utf8
    ).write(to: URL(fileURLWithPath: test.location.configurationFile))
    #expect(unsafe chmod(test.location.configurationFile, 0o666) == 0)
    let settings = test.directory.path + "/settings"
    unsafe setenv("XDG_CONFIG_HOME", settings, 1)
    defer { unsafe unsetenv("XDG_CONFIG_HOME") }

    func fetch() throws {
      let archive = try MailArchive.open(test.location, .writing(wait: 10))
      defer { archive.close() }
      _ = try archive.fetch(from: try archive.account(named: "w", to: "fetch from"))
    }
    test.archive.close()
    let refusal = #expect(throws: ArchiveError.self) { try fetch() }
    #expect(refusal?.code == .configuration)
    #expect(refusal?.remedy.contains("mailcask trust") == true)
    #expect(!FileManager.default.fileExists(atPath: ran))

    let trusted = TrustedArchives { $0 == "XDG_CONFIG_HOME" ? settings : nil }
    try trusted.add(test.location)
    #expect(throws: ArchiveError.self) { try fetch() }  // nobody listens there
    #expect(FileManager.default.fileExists(atPath: ran))

    try FileManager.default.removeItem(atPath: ran)
    try trusted.withdraw(test.location)
    #expect(throws: ArchiveError.self) { try fetch() }
    #expect(!FileManager.default.fileExists(atPath: ran))
  }

  @Test(
    .enabled(if: geteuid() == 0, "only root can give a file to another user"),
    arguments: [
      "", "/mail.sqlite", "/mailcask.toml",
    ])
  func anArchiveOfAnotherUserAboveTheWorkingDirectoryIsPassedOver(_ part: String) throws {
    let test = try TestArchive()
    let own = try ArchiveLocation.find(
      explicit: nil, environment: { _ in nil },
      workingDirectory: test.location.directory + "/index", warn: { _ in })
    #expect(own == test.location)
    #expect(unsafe chown(test.location.directory + part, 65_534, 65_534) == 0)

    var warnings: [String] = []
    func find(_ explicit: String?, _ environment: [String: String] = [:]) throws -> ArchiveLocation
    {
      try ArchiveLocation.find(
        explicit: explicit,
        environment: { $0 == "HOME" ? test.directory.path + "/home" : environment[$0] },
        workingDirectory: test.location.directory, warn: { warnings.append($0) })
    }
    #expect(throws: ArchiveError.self) { try find(nil) }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("belongs to") == true)
    // Whoever names it, or became root from its owner, gets it.
    #expect(try find(test.location.directory) == test.location)
    #expect(try find(nil, ["SUDO_UID": "65534"]) == test.location)
    // What its settings run would be run by root.
    let trust = SettingsTrust.of(test.location) { $0 == "SUDO_UID" ? "65534" : nil }
    #expect((trust.objection != nil) == part.hasSuffix(".toml"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file to another user"))
  func nothingIsWrittenThroughALinkOfAnotherUser() throws {
    let test = try TestArchive()
    test.archive.close()
    let victim = test.directory.path + "/victim"
    try Data("mine".utf8).write(to: URL(fileURLWithPath: victim))
    try FileManager.default.createSymbolicLink(
      atPath: test.location.importsFile, withDestinationPath: victim)
    #expect(unsafe chown(test.location.configurationFile, 65_534, 65_534) == 0)
    let refusal = #expect(throws: ArchiveError.self) {
      try MailArchive.open(test.location, .writing(wait: 10))
    }
    #expect(refusal?.why.contains("symbolic link") == true)
    _ = try MailArchive.open(test.location, .reading)
  }
}
