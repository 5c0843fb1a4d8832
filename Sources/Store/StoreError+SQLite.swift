internal import Digests
import Errors
internal import Files
internal import GRDB

extension StoreError {
  /// Runs SQLite work and turns what it throws into a `StoreError` that says what was being done.
  static func guarding<Value>(
    _ what: @autoclosure () -> String, at place: String, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, what(), at: place)
    } catch let error as FileError {
      throw StoreError(error)
    } catch let error as DigestError {
      throw StoreError(.failed, what(), at: place, why: error.text.why, remedy: error.text.remedy)
    } catch {
      throw StoreError(.failed, what(), at: place, why: "\(error)", remedy: tryAgain)
    }
  }

  init(_ error: FileError) {
    self.init(error.code == .diskFull ? .diskFull : .failed, error.text)
  }

  init(_ error: DatabaseError, _ what: String, at place: String) {
    let (code, why, remedy): (Code, String, String) =
      switch error.resultCode {
      case .SQLITE_FULL:
        (.diskFull, "the disk is full", "Free some space and run the same command again")
      case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE:
        (.diskFull, "writing failed", "See whether the disk is full or a limit is set on file size")
      case .SQLITE_CORRUPT where error.message?.contains("malformed database schema") == true:
        (
          .damaged, error.message ?? "its schema is damaged",
          "Run mailcask verify --repair, which writes the schema again if only that is damaged; else"
            + " restore the latest backup"
        )
      case .SQLITE_CORRUPT:
        (
          .damaged, error.message ?? "the database is damaged",
          "Restore the latest backup; mailcask verify says what is affected, as far as it can be opened"
        )
      case .SQLITE_NOTADB:
        (
          .notAnArchive, "not a Mailcask store",
          "Check the path given with --archive; if it was one, restore the latest backup"
        )
      case .SQLITE_READONLY:
        (.readOnly, "the file cannot be written", "Check the permissions and how it is mounted")
      case .SQLITE_CANTOPEN:
        (.noPermission, "the file cannot be opened", "Check that it exists and its permissions")
      case .SQLITE_PERM, .SQLITE_AUTH:
        (.noPermission, error.message ?? "no permission", "Check who owns the archive")
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        (.busy, "another program is using the database", "Wait until it is done and try again")
      default:
        (.failed, error.message ?? error.description, Self.tryAgain)
      }
    self.init(code, what, at: place, why: why, remedy: remedy)
  }

  static let tryAgain = "Run the command again; if it fails again, run mailcask verify"
}
