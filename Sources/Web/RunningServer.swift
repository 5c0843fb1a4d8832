import Archive
import Bytes
import Digests
import Files
import FoundationEssentials
import Presentation

/// What a second `mailcask web` needs to know of the one that runs for the same archive: where it
/// listens, and the key with which entry passes are made. Kept in a directory that only its owner can
/// read, with a lock that ends with the process.
struct RunningServer: Codable, Sendable {
  /// "http://127.0.0.1:8425".
  var address: String
  /// In hexadecimal.
  var key: String

  /// The place of the file and its lock.
  struct Registry: Sendable {
    private let file: FilePath
    private let lockFile: FilePath
    let directory: String

    /// - Parameter directory: nil for that of documents that are opened in the browser.
    init(for location: ArchiveLocation, in directory: String? = nil) throws(ArchiveError) {
      if let directory {
        self.directory = directory
      } else {
        self.directory = try Browser.directory()
      }
      do {
        let name = try SHA256Digest(of: Array(location.directory.utf8)).hex.prefix(16)
        file = FilePath("\(self.directory)/web-\(name).json")
        lockFile = FilePath("\(self.directory)/web-\(name).lock")
      } catch { throw ArchiveError(any: error) }
    }

    /// The server that runs; nil if none does.
    func find() -> RunningServer? {
      guard FileLock.otherHolder(of: lockFile) != nil,
        let bytes = try? SmallFile.readIfThere(file, limit: Limits.runningServerBytes)
      else { return nil }
      return try? JSONDecoder().decode(RunningServer.self, from: Data(bytes))
    }

    /// Claims the place of the server that runs; held as long as the lock is.
    func claim() throws(ArchiveError) -> FileLock {
      do { return try FileLock(lockFile) } catch { throw ArchiveError(any: error) }
    }

    func register(_ server: RunningServer) throws(ArchiveError) {
      do { try SmallFile.replace(file, Array(try JSONEncoder().encode(server))) } catch {
        throw ArchiveError(any: error)
      }
    }

    func forget() { POSIX.remove(file) }

    /// The name, without suffix, of the file that sends a browser to an entry link.
    static func entryName(_ pass: String) -> String { "enter-" + EntryPasses.number(of: pass) }

    func removeEntryFile(_ pass: String) {
      // A pass that is not ours may name anything.
      let name = Self.entryName(pass)
      guard name.utf8.allSatisfy({ Byte.isLetter($0) || Byte.isDigit($0) || $0 == Byte.dash })
      else { return }
      POSIX.remove(FilePath("\(directory)/\(name).html"))
    }
  }
}
