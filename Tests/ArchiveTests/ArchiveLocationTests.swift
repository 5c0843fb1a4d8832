import Archive
import Foundation
import Testing

@Suite struct ArchiveLocationTests {
  @Test(arguments: [
    ("a", "/w", "/w/a"), ("../a", "/w/x", "/w/a"), ("/a/./b/", "/w", "/a/b"), ("/..", "/w", "/"),
  ])
  func pathsAreMadeAbsolute(_ path: String, _ from: String, _ result: String) {
    #expect(ArchiveLocation.absolute(path, from: from) == result)
  }

  @Test(arguments: [
    (["HOME": "/home/ada"], "/home/ada/.local/share/mailcask"),
    (["HOME": "/home/ada", "XDG_DATA_HOME": "/data"], "/data/mailcask"),
    (["HOME": "/home/ada", "XDG_DATA_HOME": "relative"], "/home/ada/.local/share/mailcask"),
  ])
  func theDefaultPlaceFollowsXDG(_ environment: [String: String], _ directory: String) {
    #expect(ArchiveLocation.defaultDirectory { environment[$0] } == directory)
  }

  @Test(arguments: [[:], ["HOME": ""]])
  func withoutAVariableTheUsersOwnDirectoryIsThatOfTheSystem(_ environment: [String: String]) {
    #expect(ArchiveLocation.home { environment[$0] } == NSHomeDirectoryForUser(NSUserName()))
  }

  @Test func aNamedPlaceWithoutAnArchiveIsAnErrorAndNoOtherIsTaken() {
    let error = #expect(throws: ArchiveError.self) {
      try ArchiveLocation.find(
        explicit: "/nowhere/at/all", environment: { _ in nil }, workingDirectory: "/")
    }
    #expect(error?.code == .notAnArchive)
    #expect(error?.remedy.contains("mailcask init") == true)
  }
}
