import Foundation
import TestSupport
import Testing

@testable import Archive
@testable import Web

/// The page as a desktop starts it.
@Suite struct LauncherTests {
  @Test func theEntryIsOneThatDesktopsTake() throws {
    let folder = try TemporaryDirectory()
    let files = Launcher(program: "/home/ada/.local/bin/mailcask").files
    #expect(
      files.map(\.place) == [
        "applications/mailcask.desktop", "icons/hicolor/scalable/apps/mailcask.svg",
      ])
    let entry = try #require(files.first?.text)
    #expect(entry.contains("\nExec=\"/home/ada/.local/bin/mailcask\" web --launched\n"))
    let path = try folder.write(Array(entry.utf8), to: "mailcask.desktop").path
    // Of desktop-file-utils, where it is installed.
    if let checked = try? runCommand(["desktop-file-validate", path]), checked.status != 127 {
      #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
    }
  }

  @Test(arguments: [
    ("/a b/c", "\"/a b/c\""), ("/50%", "\"/50%%\""), ("/a\"b", #""/a\\"b""#),
    ("/a$b", #""/a\\$b""#), ("/a\\b", #""/a\\\\b""#),
  ])
  func pathsOfAllKindsAreOneWord(_ path: String, _ word: String) {
    #expect(Launcher.quoted(path) == word)
  }

  @Test func aServerIsUnusedHalfAnHourAfterTheLastRequest() throws {
    let browser = try Browserlet([])
    #expect(browser.server.secondsUntilUnused > 1_790)
    #expect(browser.server.secondsUntilUnused <= 1_800)
    let use = LastUse()
    usleep(20_000)
    let before = use.age
    #expect(before >= 0.02)
    use.note()
    #expect(use.age < before)
  }
}
